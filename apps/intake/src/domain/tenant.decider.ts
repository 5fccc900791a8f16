import { compileCalendar } from '@redress/calendar';
import type { RejectionCode, TenantEvent } from '@redress/contracts';
import { type Decider, type Decision, accept, reject } from '@redress/kernel';
import type {
  AddTeam,
  CreateTenant,
  NewDepartment,
  NewUser,
  TenantCommand,
} from './tenant-command.js';
import { type TenantState, evolve, initialTenant } from './tenant-state.js';

/** Every reason for which something asked of a tenant is refused. */
export type TenantCode = Extract<
  RejectionCode,
  | 'ALREADY_EXISTS'
  | 'TENANT_UNKNOWN'
  | 'CALENDAR_INVALID'
  | 'CODE_TAKEN'
  | 'DEPARTMENT_UNKNOWN'
  | 'TEAM_UNKNOWN'
  | 'USER_UNKNOWN'
  | 'ROLE_ALREADY_HELD'
  | 'ROLE_NOT_HELD'
  | 'SAME_PERSON'
>;

type TenantDecision = Decision<TenantEvent, TenantCode>;

function decide(command: TenantCommand, state: TenantState): TenantDecision {
  if (command.type === 'CreateTenant') return create(command, state);
  if (!state.created) return reject('TENANT_UNKNOWN', 'create the tenant first');
  return extend(command, state);
}

function extend(command: Exclude<TenantCommand, CreateTenant>, state: TenantState): TenantDecision {
  const occurredAt = command.meta.now;
  switch (command.type) {
    case 'AddDepartment':
      return addDepartment(command.data, state, occurredAt);
    case 'AddTeam':
      return addTeam(command.data, state, occurredAt);
    case 'AddUser':
      if (command.data.roles.length > 0 && command.meta.actor.id === command.data.userId) {
        return reject('SAME_PERSON', 'nobody grants a role to themselves');
      }
      return addUser(command.data, state, occurredAt);
    case 'GrantRole': {
      const held = state.users.get(command.data.userId);
      if (!held) return reject('USER_UNKNOWN', 'there is no such user');
      if (held.has(command.data.role)) return reject('ROLE_ALREADY_HELD', command.data.role);
      if (command.meta.actor.id === command.data.userId) {
        return reject('SAME_PERSON', 'nobody grants a role to themselves');
      }
      return accept<TenantEvent>({ type: 'RoleGranted', occurredAt, data: command.data });
    }
    case 'RevokeRole': {
      const held = state.users.get(command.data.userId);
      if (!held) return reject('USER_UNKNOWN', 'there is no such user');
      if (!held.has(command.data.role)) return reject('ROLE_NOT_HELD', command.data.role);
      return accept<TenantEvent>({ type: 'RoleRevoked', occurredAt, data: command.data });
    }
  }
}

/** A tenant is made whole or not at all: one bad department refuses the command. */
function create({ data, meta }: CreateTenant, state: TenantState): TenantDecision {
  if (state.created) return reject('ALREADY_EXISTS', 'the tenant was created before');
  const { departments, users, ...tenant } = data;
  const compiled = compileCalendar(tenant.calendar);
  if (!compiled.ok) {
    return reject('CALENDAR_INVALID', 'the calendar cannot be used', {
      context: { problems: compiled.problems },
    });
  }
  const created: TenantEvent = { type: 'TenantCreated', occurredAt: meta.now, data: tenant };
  const events: TenantEvent[] = [created];
  let current = evolve(state, created);
  const steps = [
    ...departments.map((each) => (now: TenantState) => addDepartment(each, now, meta.now)),
    ...users.map((each) => (now: TenantState) => addUser(each, now, meta.now)),
  ];
  for (const step of steps) {
    const decision = step(current);
    if (!decision.ok) return decision;
    events.push(...decision.events);
    current = decision.events.reduce(evolve, current);
  }
  return accept(...events);
}

function addDepartment(
  { departmentId, code, name, teams }: NewDepartment,
  state: TenantState,
  occurredAt: string,
): TenantDecision {
  if (state.departments.has(departmentId)) return reject('ALREADY_EXISTS', departmentId);
  if ([...state.departments.values()].includes(code)) return reject('CODE_TAKEN', code);
  const added: TenantEvent = {
    type: 'DepartmentAdded',
    occurredAt,
    data: { departmentId, code, name },
  };
  const events: TenantEvent[] = [added];
  let current = evolve(state, added);
  for (const team of teams) {
    const decision = addTeam({ ...team, departmentId }, current, occurredAt);
    if (!decision.ok) return decision;
    events.push(...decision.events);
    current = decision.events.reduce(evolve, current);
  }
  return accept(...events);
}

function addTeam(data: AddTeam['data'], state: TenantState, occurredAt: string): TenantDecision {
  if (!state.departments.has(data.departmentId)) {
    return reject('DEPARTMENT_UNKNOWN', `no department ${data.departmentId}`);
  }
  if (state.teams.has(data.teamId)) return reject('ALREADY_EXISTS', data.teamId);
  if ([...state.teams.values()].includes(data.code)) return reject('CODE_TAKEN', data.code);
  return accept<TenantEvent>({ type: 'TeamAdded', occurredAt, data });
}

function addUser(
  { userId, teamId, name, roles }: NewUser,
  state: TenantState,
  occurredAt: string,
): TenantDecision {
  if (state.users.has(userId)) return reject('ALREADY_EXISTS', `user ${userId} is known`);
  if (teamId && !state.teams.has(teamId)) return reject('TEAM_UNKNOWN', `no team ${teamId}`);
  return accept<TenantEvent>(
    { type: 'UserAdded', occurredAt, data: { userId, ...(teamId ? { teamId } : {}), name } },
    ...[...new Set(roles)].map(
      (role): TenantEvent => ({ type: 'RoleGranted', occurredAt, data: { userId, role } }),
    ),
  );
}

/** A tenant: its zone, language, currency and calendar, its organisation and its people. */
export const tenantDecider: Decider<TenantState, TenantCommand, TenantEvent, TenantCode> = {
  category: 'tenant',
  initialState: initialTenant,
  decide,
  evolve,
};
