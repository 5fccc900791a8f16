import type { Role, TenantEvent } from '@redress/contracts';
import type { Uuid } from '@redress/kernel';

/** A tenant as its decisions need it. Departments and teams are known by their codes. */
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

export const initialTenant: TenantState = {
  created: false,
  zone: 'Etc/UTC',
  language: 'en',
  currency: 'XXX',
  departments: new Map(),
  teams: new Map(),
  users: new Map(),
};

export function evolve(state: TenantState, event: TenantEvent): TenantState {
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
