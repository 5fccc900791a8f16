import type { Permission } from './permissions.js';

/** Keys under which the decorators leave their word on a handler or a controller class. */
export const routeMetadata = {
  service: 'redress:service',
  access: 'redress:access',
  purpose: 'redress:purpose',
  readModels: 'redress:read-models',
} as const;

/** What `@Allow` and `@Public` say. */
export type Access =
  | { readonly kind: 'permission'; readonly permission: Permission }
  | { readonly kind: 'public' };
