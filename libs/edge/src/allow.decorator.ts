import { SetMetadata } from '@nestjs/common';
import type { Permission } from './permissions.js';
import { type Access, routeMetadata } from './route-metadata.js';

/** Declares who may call the route. A route with neither this nor `@Public` fails the boot. */
export function Allow(permission: Permission): MethodDecorator {
  const access: Access = { kind: 'permission', permission };
  return SetMetadata(routeMetadata.access, access);
}
