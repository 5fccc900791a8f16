import { Body, Get, Inject, Post } from '@nestjs/common';
import {
  Allow,
  answer,
  Answers,
  Caller,
  type CommandAnswer,
  IdParam,
  ServiceController,
} from '@redress/edge';
import { personal } from '@redress/kernel';
import type { TenantCommand } from '../domain/tenant-command.js';
import { TenantDetailQuery } from '../read-models/tenant-detail.query.js';
import { INTAKE, type Intake } from './intake.port.js';
import { createTenant, departmentOf, userOf } from './tenant.commands.js';
import { AddTeamDto, CreateTenantDto, DepartmentDto, RoleDto, UserDto } from './tenant.dto.js';
import { TenantDetail } from './tenant-detail.dto.js';

/** Carries out a command on the caller's own tenant; there is no other one to name. */
async function onTenant(
  intake: Intake,
  command: TenantCommand,
  caller: Caller,
): Promise<CommandAnswer> {
  return answer(await intake.tenants.handle(caller.tenantId, command, caller.handleOptions()));
}

@ServiceController('intake', 'tenants')
export class TenantController {
  constructor(
    @Inject(INTAKE) private readonly intake: Intake,
    private readonly details: TenantDetailQuery,
  ) {}

  @Post()
  @Allow('tenants.create')
  create(@Body() dto: CreateTenantDto, @Caller() caller: Caller): Promise<CommandAnswer> {
    return onTenant(this.intake, createTenant(dto, caller), caller);
  }

  @Get('current')
  @Allow('tenants.read')
  @Answers(TenantDetail)
  current(@Caller() caller: Caller): Promise<TenantDetail> {
    return this.details.current(caller);
  }
}

@ServiceController('intake', 'departments')
export class DepartmentController {
  constructor(@Inject(INTAKE) private readonly intake: Intake) {}

  @Post()
  @Allow('departments.manage')
  add(@Body() dto: DepartmentDto, @Caller() caller: Caller): Promise<CommandAnswer> {
    const data = departmentOf(dto, caller);
    return onTenant(this.intake, { type: 'AddDepartment', meta: caller.meta(), data }, caller);
  }
}

@ServiceController('intake', 'teams')
export class TeamController {
  constructor(@Inject(INTAKE) private readonly intake: Intake) {}

  @Post()
  @Allow('teams.manage')
  add(@Body() dto: AddTeamDto, @Caller() caller: Caller): Promise<CommandAnswer> {
    const { departmentId, code } = dto;
    const teamId = dto.teamId ?? caller.idFor(`team:${code}`);
    const data = { teamId, departmentId, code, name: personal(dto.name) };
    return onTenant(this.intake, { type: 'AddTeam', meta: caller.meta(), data }, caller);
  }
}

@ServiceController('intake', 'users')
export class UserController {
  constructor(@Inject(INTAKE) private readonly intake: Intake) {}

  @Post()
  @Allow('users.manage')
  add(@Body() dto: UserDto, @Caller() caller: Caller): Promise<CommandAnswer> {
    const data = userOf(dto, caller);
    return onTenant(this.intake, { type: 'AddUser', meta: caller.meta(), data }, caller);
  }

  @Post(':id/grant-role')
  @Allow('users.manage')
  grant(
    @IdParam() userId: string,
    @Body() { role }: RoleDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    const data = { userId, role };
    return onTenant(this.intake, { type: 'GrantRole', meta: caller.meta(), data }, caller);
  }

  @Post(':id/revoke-role')
  @Allow('users.manage')
  revoke(
    @IdParam() userId: string,
    @Body() { role }: RoleDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    const data = { userId, role };
    return onTenant(this.intake, { type: 'RevokeRole', meta: caller.meta(), data }, caller);
  }
}
