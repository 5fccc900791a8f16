import type { ParkingPlace } from './parking-lot.port.js';
import { WakeUp } from './wake-up.js';

/** How often requests of other replicas are looked for. */
const pollMs = 2_000;

/**
 * Tells the consumers of this process for which partitions a redrive is asked: at once when it was
 * asked here, and again until it is done, because the owner may be on its way.
 */
export class RedriveRequests {
  private readonly listeners = new Set<(place: ParkingPlace) => void>();
  private readonly bell = new WakeUp();
  private isPolling = false;

  /** @param open the partitions in which a request is open */
  constructor(private readonly open: () => Promise<readonly ParkingPlace[]>) {}

  listen(listener: (place: ParkingPlace) => void): () => void {
    this.listeners.add(listener);
    if (!this.isPolling) void this.poll();
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.bell.ring();
    };
  }

  /** A request was recorded by this process. */
  ring(): void {
    this.bell.ring();
  }

  private async poll(): Promise<void> {
    this.isPolling = true;
    while (this.listeners.size > 0) {
      await this.bell.sleep(pollMs);
      for (const place of await this.openNow()) {
        for (const tell of [...this.listeners]) tell(place);
      }
    }
    this.isPolling = false;
  }
  /** None while the database is away: the next look finds the request where it is kept. */
  private async openNow(): Promise<readonly ParkingPlace[]> {
    try {
      return await this.open();
    } catch {
      return [];
    }
  }
}
