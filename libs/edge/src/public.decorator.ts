import { SetMetadata } from '@nestjs/common';
import { type Access, routeMetadata } from './route-metadata.js';

/** Declares that the route needs no token. It has no `@Caller()` and no idempotency key. */
export function Public(): MethodDecorator {
  const access: Access = { kind: 'public' };
  return SetMetadata(routeMetadata.access, access);
}
