import { randomUUID } from 'node:crypto';
import type { Product } from '../cluster/product.js';
import { type SeededRandom, seededRandom } from '../random.js';
import { apiOf } from './api.js';
import {
  assign,
  classify,
  type Command,
  createTenant,
  logContact,
  type Place,
  purchase,
  receiveComplaint,
  registerCustomer,
  thank,
} from './commands.js';
import type { Ledger, LedgerEntry } from './ledger.js';
import { sendCommand } from './send-command.js';

/** What a load needs. */
export interface LoadOptions {
  readonly product: Product;
  readonly ledger: Ledger;
  readonly seed: number;
  /** Each has one request under way. */
  readonly workers: number;
}

/** Answers of one key to the same request that differ, or to another one that was not refused. */
export interface KeyProblem {
  readonly key: string;
  readonly problem: string;
}

/** Tenants, hot cases and hot customers, and what works on them. */
export interface Load {
  readonly keyProblems: readonly KeyProblem[];
  /** Makes tenants, cases and customers; everything after it works on them. */
  prepare(): Promise<void>;
  /** Lets the workers work until they are stopped. */
  start(): void;
  /** Resolves when nothing is under way any more. */
  stop(): Promise<void>;
  close(): void;
}

const tenants = ['north', 'south', 'east'] as const;
const hotCases = 12;
const hotCustomers = 6;
/** What is new is thanked for, as long as it is among the last so many. */
const freshMax = 50;

/** Percent of the requests that each kind makes up. */
const mix = { receive: 30, contact: 25, purchase: 15, assign: 10, thank: 10, read: 10 } as const;
/** Percent of acknowledged commands that are sent again, and again with another body. */
const again = { same: 5, other: 2 };
/** Of complaints that have to be acknowledged soon, in percent; and when, in milliseconds. */
const soon = { pct: 30, leastMs: 4_000, mostMs: 12_000 };

/** A closed loop: each worker sends its next request when the last one was answered. */
export function loadOf({ product, ledger, seed, workers }: LoadOptions): Load {
  const random = seededRandom(seed);
  const api = apiOf(product);
  const cases = placesOf(hotCases);
  const customers = placesOf(hotCustomers);
  const contacts = new Map<string, number>();
  const fresh: Place[] = [];
  const keyProblems: KeyProblem[] = [];
  const running: Promise<void>[] = [];
  let isStopped = true;
  const send = (command: Command, key?: string) => sendCommand(command, { api, ledger }, key);

  function contactOf(place: Place): Command {
    const nth = contacts.get(place.id) ?? 0;
    contacts.set(place.id, nth + 1);
    return logContact(place, nth);
  }

  function next(): Command | undefined {
    const kind = drawn(random);
    const hot = hotOf(cases, random);
    switch (kind) {
      case 'receive': {
        const place = { tenant: random.pick(tenants), id: randomUUID() };
        const isSoon = random.between(1, 100) <= soon.pct;
        if (!isSoon) fresh.push(place);
        if (fresh.length > freshMax) fresh.shift();
        return receiveComplaint(
          place,
          isSoon ? random.between(soon.leastMs, soon.mostMs) : undefined,
        );
      }
      case 'contact':
        return contactOf(hot);
      case 'purchase':
        return purchase(hotOf(customers, random));
      case 'assign':
        return assign(hot);
      case 'thank': {
        const place = fresh.shift();
        return place && thank(place);
      }
      case 'read':
        return undefined;
    }
  }

  async function work(): Promise<void> {
    while (!isStopped) {
      const command = next();
      if (!command) {
        await api.get(random.pick(tenants), 'agent', 'cases?limit=5');
        continue;
      }
      const entry = await send(command);
      if (entry.result === 'ok') await sometimesAgain(command, entry.key, entry.position);
    }
  }

  /** A client that has lost its answer, and one that uses a key twice. */
  async function sometimesAgain(command: Command, key: string, position?: string): Promise<void> {
    const draw = random.between(1, 100);
    if (draw <= again.same) {
      const answer = await api.post(command, key);
      const isAnswered = answer.status >= 200 && answer.status < 300;
      if (isAnswered ? answer.position !== position : !answer.isRetryable) {
        const then = answer.position ?? `${answer.status} ${answer.code}`;
        keyProblems.push({ key, problem: `answered ${position}, then ${then}` });
      }
    } else if (draw <= again.same + again.other && command.kind === 'contact') {
      const other = await send(contactOf(placeOf(command)), key);
      if (other.result === 'ok') keyProblems.push({ key, problem: 'took another body' });
    }
  }

  return {
    keyProblems,
    async prepare() {
      await prepared(send, { cases, customers });
    },
    start() {
      isStopped = false;
      running.push(...Array.from({ length: workers }, work));
    },
    async stop() {
      isStopped = true;
      await Promise.all(running.splice(0));
    },
    close: () => api.close(),
  };
}

async function prepared(
  send: (command: Command) => Promise<LedgerEntry>,
  { cases, customers }: { cases: readonly Place[]; customers: readonly Place[] },
): Promise<void> {
  const must = async (command: Command): Promise<LedgerEntry> => {
    const entry = await send(command);
    const { kind, result, status, code = '' } = entry;
    if (result !== 'ok') throw new Error(`${kind} ended with ${result} ${status} ${code}`);
    return entry;
  };
  await Promise.all(tenants.map((tenant) => must(createTenant(tenant))));
  await Promise.all(customers.map((place) => must(registerCustomer(place))));
  await Promise.all(
    cases.map(async (place, nth) => {
      // However short the run is, one clock runs out in it.
      const soonMs = nth === 0 ? soon.leastMs : undefined;
      const { position = '' } = await must(receiveComplaint(place, soonMs));
      await must(classify(place, position));
    }),
  );
}

function placesOf(count: number): readonly Place[] {
  return tenants.flatMap((tenant) =>
    Array.from({ length: Math.ceil(count / tenants.length) }, () => ({ tenant, id: randomUUID() })),
  );
}

function placeOf({ tenant, effect }: Command): Place {
  return { tenant, id: effect.stream };
}

/** Half of all meet at the first, half of the rest at the second, and so on. */
function hotOf(places: readonly Place[], random: SeededRandom): Place {
  const at = Math.floor(-Math.log2(1 - random.fraction()));
  return places[Math.min(at, places.length - 1)] ?? random.pick(places);
}

function drawn(random: SeededRandom): keyof typeof mix {
  let left = random.between(1, 100);
  for (const kind of Object.keys(mix) as (keyof typeof mix)[]) {
    left -= mix[kind];
    if (left <= 0) return kind;
  }
  return 'read';
}
