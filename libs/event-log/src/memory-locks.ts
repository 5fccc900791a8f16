/** Locks by name, held by whoever took them until they release everything. */
export interface MemoryLocks {
  /**
   * Takes the names one after the other, waiting in line for other owners.
   *
   * @returns false when the wait was longer than `waitMs`; what was taken stays with the owner
   */
  take(owner: object, names: readonly string[], waitMs: number): Promise<boolean>;
  /** Gives back all that the owner has, each to the first in line. */
  release(owner: object): void;
}

interface Waiting {
  readonly owner: object;
  readonly taken: () => void;
}

/** The locks of one memory log: partitions, keys and streams of transactions that are still open. */
export function memoryLocks(): MemoryLocks {
  const owners = new Map<string, object>();
  const lines = new Map<string, Waiting[]>();

  function wait(owner: object, name: string, withinMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const line = lines.get(name) ?? [];
      const timer = setTimeout(() => {
        line.splice(line.indexOf(waiting), 1);
        resolve(false);
      }, withinMs);
      const waiting: Waiting = {
        owner,
        taken() {
          clearTimeout(timer);
          resolve(true);
        },
      };
      line.push(waiting);
      lines.set(name, line);
    });
  }

  return {
    async take(owner, names, waitMs) {
      const deadline = performance.now() + waitMs;
      for (const name of names) {
        const holder = owners.get(name);
        if (holder === undefined) owners.set(name, owner);
        else if (holder !== owner) {
          const leftMs = Math.max(0, deadline - performance.now());
          if (!(await wait(owner, name, leftMs))) return false;
        }
      }
      return true;
    },
    release(owner) {
      for (const [name, holder] of owners) {
        if (holder !== owner) continue;
        const next = lines.get(name)?.shift();
        if (next) owners.set(name, next.owner);
        else {
          owners.delete(name);
          lines.delete(name);
        }
        next?.taken();
      }
    },
  };
}
