import { type ExecutionContext, createParamDecorator } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { RequestCaller } from './request-caller.js';
import { requestState } from './request-state.js';

/** Who calls, when, and under which circumstances: all that a controller may know of a request. */
export type Caller = RequestCaller;

/** Injects the caller into a controller's method: `@Caller() caller: Caller`. */
export const Caller: () => ParameterDecorator = createParamDecorator(
  (_: unknown, context: ExecutionContext): Caller => {
    const { caller } = requestState(context.switchToHttp().getRequest<FastifyRequest>());
    if (!caller) throw new Error('a public route has no caller');
    return caller;
  },
);
