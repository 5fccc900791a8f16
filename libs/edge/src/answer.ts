import type { RejectionCode } from '@redress/contracts';
import type { Outcome } from '@redress/event-log';
import { type DomainEvent, formatPosition } from '@redress/kernel';
import { ApiProperty } from '@nestjs/swagger';
import { problemOf } from './problem.js';

/** How `answer` may differ from the plain one. */
export interface AnswerOptions<More extends object> {
  /** HTTP status; without it that of the route. */
  readonly status?: number;
  /** Further fields of the body. They must be the same when the request is sent again. */
  readonly more?: More;
}

/**
 * What a command route answers. The edge adds `ETag`, `Redress-Offset` and, when the key had been
 * used before, `Idempotency-Replayed: true`; the body of a replay equals the first one.
 */
export class CommandAnswer {
  @ApiProperty({ type: 'string', description: 'Id of the stream that was written.' })
  readonly id: string;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Its version now; also the ETag.' })
  readonly version: number;

  @ApiProperty({
    type: 'string',
    required: false,
    description: 'Where it was written, `<log>/<partition>/<offset>`; absent when nothing was.',
    example: 'intake/3/17',
  })
  readonly position?: string;

  // Private names do not become part of the body.
  readonly #replayed: boolean;
  readonly #status: number | undefined;

  constructor(done: AcceptedOutcome, status?: number) {
    this.id = done.streamId;
    this.version = done.version;
    if (done.position) this.position = formatPosition(done.position);
    this.#replayed = done.replayed;
    this.#status = status;
  }

  /** True when an earlier request with the same key had done it. */
  get replayed(): boolean {
    return this.#replayed;
  }

  /** The status that the controller asked for. */
  get status(): number | undefined {
    return this.#status;
  }
}

type AcceptedOutcome = Extract<Outcome<DomainEvent, RejectionCode>, { ok: true }>;

/** The answer of an accepted command. Throws the `Problem` of a refused one. */
export function answer<More extends object = Record<never, never>>(
  outcome: Outcome<DomainEvent, RejectionCode>,
  options: AnswerOptions<More> = {},
): CommandAnswer & Readonly<More> {
  if (!outcome.ok) throw problemOf(outcome.rejection);
  const { more, status } = options;
  return Object.assign(new CommandAnswer(outcome, status), more);
}
