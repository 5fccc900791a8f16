import type { Permission } from './permissions.js';

/** Methods that a route of this product may have. */
export type RouteMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One served route and everything its decorators declared. */
export interface RouteDeclaration {
  readonly method: RouteMethod;
  /** Template as Fastify has it: `/api/v1/complaints/:id/thank`. */
  readonly path: string;
  /** `ComplaintController.thank`, for messages. */
  readonly handler: string;
  /** Absent where the controller is not a `@ServiceController`. */
  readonly service?: string;
  /** Absent where neither `@Allow` nor `@Public` stands. */
  readonly access?:
    | { readonly kind: 'permission'; readonly permission: Permission }
    | { readonly kind: 'public' };
  readonly purposeRequired: boolean;
  /** Bodies and queries that are no DTO class, so that nothing would check them. */
  readonly uncheckedInputs: readonly ('body' | 'query')[];
  /** The read models that answer it; none where it folds a stream. */
  readonly readModels: readonly string[];
}

/** True for a route that changes something on behalf of a caller, so that it needs a key. */
export function isCommand(route: RouteDeclaration): boolean {
  return route.method !== 'GET' && route.access?.kind !== 'public';
}

/** `POST /api/v1/complaints/:id/thank`: the name of a route in tables, MACs and messages. */
export function routeName(method: string, path: string): string {
  return `${method} ${path}`;
}
