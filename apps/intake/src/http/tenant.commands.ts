import { standardWeek } from '@redress/calendar';
import { type Caller, calendarOf } from '@redress/edge';
import { personal, type Uuid } from '@redress/kernel';
import type { CreateTenant, NewDepartment, NewUser } from '../domain/tenant-command.js';
import type { CreateTenantDto, DepartmentDto, UserDto } from './tenant.dto.js';

export function createTenant(dto: CreateTenantDto, caller: Caller): CreateTenant {
  const { name, zone, language, currency, calendar, departments = [], users = [] } = dto;
  return {
    type: 'CreateTenant',
    meta: caller.meta(),
    data: {
      name: personal(name),
      zone,
      language,
      currency,
      calendar: calendarOf(calendar ?? standardWeek(zone)),
      departments: departments.map((each) => departmentOf(each, caller)),
      users: users.map((each) => userOf(each, caller)),
    },
  };
}

/** Ids that the client leaves out derive from the key and the code, so a retry finds them again. */
export function departmentOf(dto: DepartmentDto, caller: Caller): NewDepartment {
  return {
    departmentId: dto.departmentId ?? caller.idFor(`department:${dto.code}`),
    code: dto.code,
    name: personal(dto.name),
    teams: (dto.teams ?? []).map(({ teamId, code, name }) => ({
      teamId: teamId ?? caller.idFor(`team:${code}`),
      code,
      name: personal(name),
    })),
  };
}

export function userOf(dto: UserDto, caller: Caller): NewUser {
  const userId: Uuid = dto.userId ?? caller.idFor(`user:${dto.name}`);
  const { teamId, name, roles } = dto;
  return { userId, name: personal(name), roles, ...(teamId ? { teamId } : {}) };
}
