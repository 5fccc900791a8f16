/** The replicas of one service, and which of them the next request goes to. */
export interface Replicas {
  /** Stands for all of them in a URL: `http://intake.api`. */
  readonly origin: string;
  /** Origins of URLs, at least one. */
  readonly addresses: readonly string[];
  /** Where to send a request that was in vain at some already; undefined when it was at all. */
  next(tried: readonly string[]): string | undefined;
  /** Notes that a replica takes requests, or does not. */
  note(address: string, takesRequests: boolean): void;
}

/**
 * Replicas that take turns. One that takes no requests is left out as long as another one does; when
 * none does, each is worth trying, because what is known of it may be old.
 */
export function replicasInTurns(origin: string, addresses: readonly string[]): Replicas {
  const away = new Set<string>();
  let turn = 0;
  return {
    ...{ origin, addresses },
    next(tried) {
      const left = addresses.filter((address) => !tried.includes(address));
      const ready = left.filter((address) => !away.has(address));
      const choice = ready.length > 0 ? ready : left;
      turn += 1;
      return choice[turn % choice.length];
    },
    note(address, takesRequests) {
      if (takesRequests) away.delete(address);
      else away.add(address);
    },
  };
}

/** Replicas of which the first is asked, and another one only when it does not answer. */
export function replicasInOrder(origin: string, addresses: readonly string[]): Replicas {
  return {
    ...{ origin, addresses },
    next: (tried) => addresses.find((address) => !tried.includes(address)),
    note: () => undefined,
  };
}
