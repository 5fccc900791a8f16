import { ApiProperty } from '@nestjs/swagger';
import { type RejectionCode, rejectionCodes } from '@redress/contracts';
import type { Problem } from './problem.js';
import { type ProductLanguage, rejectionTitles } from './rejection-titles.js';

/** The body of every refusal: RFC 9457 with our members. */
export class ProblemDocument {
  @ApiProperty({ type: 'string', format: 'uri', example: 'urn:redress:problem:stale-version' })
  readonly type: string;

  @ApiProperty({ type: 'string', description: 'The kind of refusal, in the language asked for.' })
  readonly title: string;

  @ApiProperty({ type: 'integer', minimum: 400, maximum: 599 })
  readonly status: number;

  @ApiProperty({ type: 'string', description: 'What was wrong this time.' })
  readonly detail: string;

  @ApiProperty({ type: 'string', format: 'uri', description: 'The request, for support and logs.' })
  readonly instance: string;

  @ApiProperty({ type: 'string', enum: [...rejectionCodes], description: 'Stable; decide by it.' })
  readonly code: RejectionCode;

  @ApiProperty({ type: 'boolean', description: 'The same request may succeed later, unchanged.' })
  readonly retryable: boolean;

  @ApiProperty({ type: 'object', additionalProperties: true, description: 'Facts that help.' })
  readonly context: Readonly<Record<string, unknown>>;

  constructor(problem: Problem, instance: string, language: ProductLanguage) {
    this.type = `urn:redress:problem:${problem.code.toLowerCase().replaceAll('_', '-')}`;
    this.title = rejectionTitles[problem.code][language];
    this.status = problem.status;
    this.detail = problem.message;
    this.instance = `urn:uuid:${instance}`;
    this.code = problem.code;
    this.retryable = problem.retryable;
    this.context = problem.context;
  }
}

/** Media type of refusals. */
export const problemMediaType = 'application/problem+json; charset=utf-8';
