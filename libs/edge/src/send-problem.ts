import type { FastifyReply, FastifyRequest } from 'fastify';
import { acceptedLanguage } from './accept-language.js';
import type { Problem } from './problem.js';
import { ProblemDocument, problemMediaType } from './problem-document.js';

/** Writes a problem as the answer of a request, in the language that the client prefers. */
export function sendProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply): void {
  const language = acceptedLanguage(request.headers['accept-language']);
  const document = new ProblemDocument(problem, request.id, language);
  if (problem.retryAfterSec !== undefined) void reply.header('retry-after', problem.retryAfterSec);
  void reply
    .status(problem.status)
    .headers({
      ...problem.headers,
      'content-type': problemMediaType,
      'content-language': language,
      vary: 'accept-language',
    })
    // As text: Fastify would look for a schema of the status, and pass on what looks like an error.
    .send(JSON.stringify(document));
}
