import { PoisonEventError } from '../poison-event.error.js';
import type { ProjectedEvent, Projection } from '../projection.js';

/** The same projection; where it fails, it says at which event. */
export function namingPoison(projection: Projection): Projection {
  return {
    ...projection,
    key(event) {
      try {
        return projection.key(event);
      } catch (error) {
        throw poisonError(event, error);
      }
    },
    fold(state, event) {
      try {
        return projection.fold(state, event);
      } catch (error) {
        throw poisonError(event, error);
      }
    },
  };
}

function poisonError({ source, envelope }: ProjectedEvent, error: unknown): PoisonEventError {
  const { stream, type } = envelope;
  const why = error instanceof Error ? error.message : String(error);
  return new PoisonEventError(source, { category: stream.category, type }, why);
}
