import { Inject, Injectable } from '@nestjs/common';
import type { CursorState } from '@redress/edge';
import { SERVICE_RUNTIME, type ServiceRuntime } from '@redress/runtime';
import { CaseTimelineView } from './case-timeline.view.js';

/** A part of a timeline, and where the next one begins; `next` is absent at the end. */
export interface TimelinePart {
  readonly events: readonly CaseTimelineView[];
  readonly next?: CursorState;
}

/** What happened in a case, in the order in which it was true. */
@Injectable()
export class CaseTimelineQuery {
  constructor(
    @Inject(SERVICE_RUNTIME) private readonly runtime: Pick<ServiceRuntime, 'forTenant'>,
  ) {}

  /** At most `limit` events after a cursor; events of one instant in the order of their logs. */
  part(
    { tenantId, complaintId }: { tenantId: string; complaintId: string },
    limit: number,
    after?: CursorState,
  ): Promise<TimelinePart> {
    return this.runtime.forTenant(tenantId, async (views) => {
      const rows = views
        .createQueryBuilder(CaseTimelineView, 'e')
        .where('e.complaintId = :complaintId', { complaintId });
      if (after) {
        const [occurredAt, recordedAt, log, offset] = after;
        rows.andWhere(
          `(e.occurredAt, e.recordedAt, e.sourceLog, e.sourceOffset)
             > (:occurredAt, :recordedAt, :log, :offset)`,
          { occurredAt, recordedAt, log, offset },
        );
      }
      const found = await rows
        .orderBy('e.occurredAt')
        .addOrderBy('e.recordedAt')
        .addOrderBy('e.sourceLog')
        .addOrderBy('e.sourceOffset')
        .limit(limit + 1)
        .getMany();
      const events = found.slice(0, limit);
      const last = found.length > limit ? events.at(-1) : undefined;
      return last ? { events, next: cursorOf(last) } : { events };
    });
  }
}

function cursorOf({ occurredAt, recordedAt, sourceLog, sourceOffset }: CaseTimelineView) {
  return [occurredAt.toISOString(), recordedAt.toISOString(), sourceLog, sourceOffset];
}
