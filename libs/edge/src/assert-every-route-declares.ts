import type { INestApplicationContext } from '@nestjs/common';
import { listRoutes } from './list-routes.js';
import type { RouteDeclaration } from './route-declaration.js';

/**
 * Default deny at the start: throws one error that lists every route which names neither a
 * permission nor `@Public`, belongs to no service, takes input that no DTO checks, or asks for a purpose
 * that a public route cannot state. Called by `configureEdge` and by the tests of each service.
 */
export function assertEveryRouteDeclares(app: INestApplicationContext): void {
  const faults = listRoutes(app).flatMap((route) =>
    faultsOf(route).map((fault) => `  ${route.method} ${route.path} (${route.handler}) ${fault}`),
  );
  if (faults.length > 0) throw new Error(`routes that may not be served:\n${faults.join('\n')}`);
}

function faultsOf(route: RouteDeclaration): string[] {
  const faults: string[] = [];
  if (!route.access) faults.push('declares neither @Allow nor @Public');
  if (!route.service) faults.push('is in no @ServiceController');
  if (route.access?.kind === 'public' && route.purposeRequired) {
    faults.push('is public and requires a purpose');
  }
  for (const input of route.uncheckedInputs) faults.push(`takes a ${input} that is no DTO class`);
  return faults;
}
