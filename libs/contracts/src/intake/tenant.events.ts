import { calendarSchema } from '../calendar-schema.js';
import { roles } from '../code-lists.js';
import { type AnyEventOf, defineEvents } from '../event-definition.js';
import { t } from '../schema.js';

/** A tenant, its organisation and the people who work in it. */
export const tenantEvents = defineEvents(
  { log: 'intake', category: 'tenant' },
  {
    TenantCreated: {
      version: 1,
      data: t.object({
        name: t.tenantText({ maxLength: 200 }),
        zone: t.zone(),
        language: t.language(),
        currency: t.currency(),
        calendar: calendarSchema,
      }),
    },
    DepartmentAdded: {
      version: 1,
      data: t.object({
        departmentId: t.id(),
        code: t.code(),
        name: t.tenantText({ maxLength: 200 }),
      }),
    },
    TeamAdded: {
      version: 1,
      data: t.object({
        teamId: t.id(),
        departmentId: t.id(),
        code: t.code(),
        name: t.tenantText({ maxLength: 200 }),
      }),
    },
    UserAdded: {
      version: 1,
      data: t.object({
        userId: t.id(),
        teamId: t.optional(t.id()),
        name: t.personalText('user', { field: 'userId', maxLength: 200 }),
      }),
    },
    RoleGranted: { version: 1, data: t.object({ userId: t.id(), role: t.oneOf(roles) }) },
    RoleRevoked: { version: 1, data: t.object({ userId: t.id(), role: t.oneOf(roles) }) },
  },
);

export type TenantEvent = AnyEventOf<typeof tenantEvents>;
