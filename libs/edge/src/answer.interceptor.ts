import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type Observable, tap } from 'rxjs';
import { CommandAnswer } from './answer.js';

/** Puts into headers what a command's answer says beside its body. */
export class AnswerInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'http') return next.handle();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      tap((body: unknown) => {
        if (!(body instanceof CommandAnswer)) return;
        void reply.header('etag', `"${body.version}"`);
        if (body.position !== undefined) void reply.header('redress-offset', body.position);
        if (body.replayed) void reply.header('idempotency-replayed', 'true');
        if (body.status !== undefined) void reply.status(body.status);
      }),
    );
  }
}
