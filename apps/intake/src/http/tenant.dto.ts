import { type Role, roles } from '@redress/contracts';
import {
  CalendarDto,
  CodeField,
  CurrencyField,
  IdField,
  item,
  LanguageField,
  ListField,
  ObjectField,
  OneOfField,
  TextField,
  ZoneField,
} from '@redress/edge';

export class TeamDto {
  @IdField({ optional: true })
  teamId?: string;

  @CodeField()
  code: string;

  @TextField(200)
  name: string;
}

export class AddTeamDto extends TeamDto {
  @IdField()
  departmentId: string;
}

export class DepartmentDto {
  @IdField({ optional: true })
  departmentId?: string;

  @CodeField()
  code: string;

  @TextField(200)
  name: string;

  @ListField(() => TeamDto, 50, { optional: true })
  teams?: TeamDto[];
}

export class UserDto {
  @IdField({ optional: true })
  userId?: string;

  @IdField({ optional: true })
  teamId?: string;

  @TextField(200)
  name: string;

  @ListField(item.oneOf(roles), roles.length)
  roles: Role[];
}

export class CreateTenantDto {
  @TextField(200)
  name: string;

  @ZoneField({ description: 'Zone in which a date without a time is a day.' })
  zone: string;

  @LanguageField({ example: 'zh-CN' })
  language: string;

  @CurrencyField()
  currency: string;

  @ObjectField(() => CalendarDto, {
    optional: true,
    description: 'Business hours; Monday to Friday, 9 to 18, without it.',
  })
  calendar?: CalendarDto;

  @ListField(() => DepartmentDto, 100, { optional: true })
  departments?: DepartmentDto[];

  @ListField(() => UserDto, 500, { optional: true })
  users?: UserDto[];
}

export class RoleDto {
  @OneOfField(roles)
  role: Role;
}
