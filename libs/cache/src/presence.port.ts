/** Somebody who is looking at something now. */
export interface Viewer {
  readonly userId: string;
  /** Milliseconds since they were last seen, by the clock of the store. */
  readonly seenMsAgo: number;
}

/**
 * Who is looking at a case, so that two do not work on it at once without knowing. A courtesy, never
 * a lock: nothing is refused by it, and it is gone when its store is. Without Redis, or when Redis
 * does not answer, nobody is shown as present.
 */
export interface Presence {
  /** Somebody is looking; forgotten after `presenceSec` unless said again. Never rejects. */
  look(at: PresencePlace, userId: string): Promise<void>;
  /** They look elsewhere now. Never rejects. */
  leave(at: PresencePlace, userId: string): Promise<void>;
  /** Who is looking, the one seen last first. Never rejects. */
  viewers(at: PresencePlace): Promise<readonly Viewer[]>;
}

/** What is looked at. Tenants do not see each other. */
export interface PresencePlace {
  readonly tenantId: string;
  /** e.g. `case/<id>` */
  readonly subject: string;
}

/** Seconds for which somebody counts as present after they were last seen. */
export const presenceSec = 45;
