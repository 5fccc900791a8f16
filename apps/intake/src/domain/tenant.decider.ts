import { compileCalendar } from '@redress/calendar';
import type { EventOf, Role, TenantEvent, tenantEvents } from '@redress/contracts';
import {
  type Command,
  type Decider,
  type Decision,
  type PersonalText,
  type TenantText,
  type Uuid,
  accept,
  reject,
} from '@redress/kernel';

/** A department with its teams, as a new tenant lists them. */
export interface NewDepartment {
  readonly departmentId: Uuid;
  readonly code: string;
  readonly name: TenantText;
  readonly teams: readonly {
    readonly teamId: Uuid;
    readonly code: string;
    readonly name: TenantText;
  }[];
}

export interface NewUser {
  readonly userId: Uuid;
  readonly teamId?: Uuid;
  readonly name: PersonalText;
  readonly roles: readonly Role[];
}

export type CreateTenant = Command<
  'CreateTenant',
  EventOf<typeof tenantEvents.TenantCreated>['data'] & {
    readonly departments: readonly NewDepartment[];
    readonly users: readonly NewUser[];
  }
>;
export type AddDepartment = Command<'AddDepartment', NewDepartment>;
export type AddTeam = Command<'AddTeam', EventOf<typeof tenantEvents.TeamAdded>['data']>;
export type AddUser = Command<'AddUser', NewUser>;
export type GrantRole = Command<'GrantRole', { userId: Uuid; role: Role }>;
export type RevokeRole = Command<'RevokeRole', { userId: Uuid; role: Role }>;

export type TenantCommand =
  | CreateTenant
  | AddDepartment
  | AddTeam
  | AddUser
  | GrantRole
  | RevokeRole;

export interface TenantState {
  readonly created: boolean;
  /** Zone in which a date without a time is a day; known once the tenant is created. */
  readonly zone: string;
  readonly language: string;
  readonly currency: string;
  readonly departments: ReadonlyMap<Uuid, string>;
  readonly teams: ReadonlyMap<Uuid, string>;
  readonly users: ReadonlyMap<Uuid, ReadonlySet<Role>>;
}

export type TenantCode =
  | 'ALREADY_EXISTS'
  | 'TENANT_UNKNOWN'
  | 'CALENDAR_INVALID'
  | 'CODE_TAKEN'
  | 'DEPARTMENT_UNKNOWN'
  | 'TEAM_UNKNOWN'
  | 'USER_UNKNOWN'
  | 'ROLE_ALREADY_HELD'
  | 'ROLE_NOT_HELD'
  | 'SAME_PERSON';

type TenantDecision = Decision<TenantEvent, TenantCode>;

const initialState: TenantState = {
  created: false,
  zone: 'Etc/UTC',
  language: 'en',
  currency: 'XXX',
  departments: new Map(),
  teams: new Map(),
  users: new Map(),
};

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

function evolve(state: TenantState, event: TenantEvent): TenantState {
  switch (event.type) {
    case 'TenantCreated': {
      const { zone, language, currency } = event.data;
      return { ...state, created: true, zone, language, currency };
    }
    case 'DepartmentAdded': {
      const { departmentId, code } = event.data;
      return { ...state, departments: new Map(state.departments).set(departmentId, code) };
    }
    case 'TeamAdded':
      return { ...state, teams: new Map(state.teams).set(event.data.teamId, event.data.code) };
    case 'UserAdded':
      return { ...state, users: new Map(state.users).set(event.data.userId, new Set()) };
    case 'RoleGranted': {
      const roles = new Set(state.users.get(event.data.userId)).add(event.data.role);
      return { ...state, users: new Map(state.users).set(event.data.userId, roles) };
    }
    case 'RoleRevoked': {
      const roles = new Set(state.users.get(event.data.userId));
      roles.delete(event.data.role);
      return { ...state, users: new Map(state.users).set(event.data.userId, roles) };
    }
  }
}

/** A tenant: its zone, language, currency and calendar, its organisation and its people. */
export const tenantDecider: Decider<TenantState, TenantCommand, TenantEvent, TenantCode> = {
  category: 'tenant',
  initialState,
  decide,
  evolve,
};
