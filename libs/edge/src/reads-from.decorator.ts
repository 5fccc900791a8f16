import { SetMetadata } from '@nestjs/common';
import { routeMetadata } from './route-metadata.js';

/** Names the read model that answers the route, so that `Redress-After` waits for the right one. */
export function ReadsFrom(readModel: string): MethodDecorator {
  return SetMetadata(routeMetadata.readModel, readModel);
}
