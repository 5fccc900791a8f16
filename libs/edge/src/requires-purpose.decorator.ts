import { SetMetadata } from '@nestjs/common';
import { routeMetadata } from './route-metadata.js';

/**
 * Declares that the route shows personal data: the caller must say why (`Redress-Purpose`), and
 * `caller.purpose` is then always set.
 */
export function RequiresPurpose(): MethodDecorator {
  return SetMetadata(routeMetadata.purpose, true);
}
