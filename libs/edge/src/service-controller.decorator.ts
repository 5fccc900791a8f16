import {
  Controller,
  HttpStatus,
  RequestMethod,
  SetMetadata,
  applyDecorators,
} from '@nestjs/common';
import { HTTP_CODE_METADATA, METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { ApiTags } from '@nestjs/swagger';
import { routeMetadata } from './route-metadata.js';

/**
 * A controller of a service: serves `/api/v1/<noun>`, and says whose gate and consumers its
 * requests meet (in the standalone all services share one application).
 *
 * A `POST` to the bare noun creates and answers 201; any other command answers 200. `@HttpCode` on
 * the method overrides that.
 */
export function ServiceController(service: string, noun: string): ClassDecorator {
  return applyDecorators(
    Controller(`api/v1/${noun}`),
    SetMetadata(routeMetadata.service, service),
    ApiTags(service),
    commandsAnswerOk,
  );
}

// Runs after the decorators of the methods: decorators of a class are applied last.
const commandsAnswerOk: ClassDecorator = (controller) => {
  const prototype: object = controller.prototype;
  for (const name of Object.getOwnPropertyNames(prototype)) {
    const handler: unknown = Object.getOwnPropertyDescriptor(prototype, name)?.value;
    if (typeof handler !== 'function') continue;
    if (Reflect.getMetadata(METHOD_METADATA, handler) !== RequestMethod.POST) continue;
    if (Reflect.hasMetadata(HTTP_CODE_METADATA, handler)) continue;
    const path: unknown = Reflect.getMetadata(PATH_METADATA, handler);
    const status = path === '/' ? HttpStatus.CREATED : HttpStatus.OK;
    Reflect.defineMetadata(HTTP_CODE_METADATA, status, handler);
  }
};
