/** The three PostgreSQL roles of one service; the role decides what a connection may do. */
export interface ServiceRoles {
  /** DDL: migrations, shadow tables of a rebuild, swap of views. */
  readonly owner: string;
  /** Append, projector, relay, timers: reads and writes the tables of its schema. */
  readonly writer: string;
  /** HTTP queries: sees only what a migration grants it, under row-level security. */
  readonly reader: string;
}

export type ServiceRole = keyof ServiceRoles;

// 40 leaves room for the longest suffix within PostgreSQL's 63 bytes for a name.
const SERVICE_NAME = /^[a-z][a-z0-9-]{0,39}$/;

/**
 * Name of the schema that belongs to a service: `follow-up` gives `follow_up`.
 *
 * Names made of the result are safe to write into SQL without quotes.
 *
 * @param service lower case letters, digits and hyphens, at most 40 characters
 * @throws Error when the name has another shape
 */
export function schemaOf(service: string): string {
  if (!SERVICE_NAME.test(service)) {
    throw new Error(
      `'${service}' cannot name a service: use lower case letters, digits and hyphens`,
    );
  }
  return service.replaceAll('-', '_');
}

/**
 * Role names of a service: `follow-up` gives `follow_up_owner`, `…_writer`, `…_reader`.
 *
 * @throws Error when the service name is not acceptable to {@link schemaOf}
 */
export function rolesOf(service: string): ServiceRoles {
  const schema = schemaOf(service);
  return { owner: `${schema}_owner`, writer: `${schema}_writer`, reader: `${schema}_reader` };
}

/**
 * Name of the login role that {@link provisionService} can create for a service. It owns nothing
 * and inherits nothing: a connection that did not take one of the three roles can do nothing.
 *
 * @throws Error when the service name is not acceptable to {@link schemaOf}
 */
export function loginOf(service: string): string {
  return `${schemaOf(service)}_login`;
}
