import type { EventOf, Role, tenantEvents } from '@redress/contracts';
import type { Command, PersonalText, TenantText, Uuid } from '@redress/kernel';

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

/** Somebody with an account, and what they may do from the start. */
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

/** Everything that can be asked of a tenant. */
export type TenantCommand =
  | CreateTenant
  | AddDepartment
  | AddTeam
  | AddUser
  | GrantRole
  | RevokeRole;
