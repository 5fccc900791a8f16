import { SetMetadata } from '@nestjs/common';
import { routeMetadata } from './route-metadata.js';

/** Names the read models that answer the route, so that `Redress-After` waits for the right ones. */
export function ReadsFrom(...readModels: string[]): MethodDecorator {
  return SetMetadata(routeMetadata.readModels, readModels);
}
