/** Something that the nemesis did. */
export interface FaultRecord {
  readonly scenario: string;
  /** Milliseconds since the start of the run. */
  readonly at: number;
  readonly what: string;
  /** True when it was seen to have an effect: a process gone, a record on a topic. */
  readonly isLanded: boolean;
}

/** What the nemesis did, in order. */
export interface FaultLog {
  readonly records: readonly FaultRecord[];
  did(scenario: string, what: string, isLanded?: boolean): void;
}

export function faultLog(now: () => number, say: (line: string) => void): FaultLog {
  const records: FaultRecord[] = [];
  return {
    records,
    did(scenario, what, isLanded = true) {
      records.push({ scenario, what, isLanded, at: now() });
      say(`${scenario} ${what}${isLanded ? '' : ' (did not land)'}`);
    },
  };
}
