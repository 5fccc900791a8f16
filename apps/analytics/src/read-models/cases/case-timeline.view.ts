import { ViewColumn, ViewEntity } from 'typeorm';

/** An event of a case. Its texts are not here: the service that owns them reveals them. */
@ViewEntity({ name: 'case_timeline' })
export class CaseTimelineView {
  @ViewColumn({ name: 'key' })
  position: string;

  @ViewColumn({ name: 'complaint_id' })
  complaintId: string;

  @ViewColumn({ name: 'occurred_at' })
  occurredAt: Date;

  @ViewColumn({ name: 'recorded_at' })
  recordedAt: Date;

  @ViewColumn({ name: 'source_log' })
  sourceLog: string;

  /** A bigint, so the driver gives text. */
  @ViewColumn({ name: 'source_offset' })
  sourceOffset: string;

  @ViewColumn({ name: 'category' })
  category: string;

  @ViewColumn({ name: 'version' })
  version: number;

  @ViewColumn({ name: 'type' })
  type: string;

  @ViewColumn({ name: 'round' })
  round: number | null;

  @ViewColumn({ name: 'origin' })
  origin: string;

  @ViewColumn({ name: 'actor_kind' })
  actorKind: string;

  @ViewColumn({ name: 'actor_role' })
  actorRole: string;

  @ViewColumn({ name: 'actor_id' })
  actorId: string;

  @ViewColumn({ name: 'details' })
  details: Record<string, unknown>;
}
