import type { ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type {
  EventDefinition,
  EventDefinitions,
  EventShape,
  StoredAs,
} from './event-definition.js';
import { peerBaselineEvents } from './analytics/peer-baseline.events.js';
import { riskPolicyEvents } from './analytics/risk-policy.events.js';
import { tierEvents } from './analytics/tier.events.js';
import { whatIfEvents } from './analytics/what-if.events.js';
import { closureEvents } from './follow-up/closure.events.js';
import { complaintEvents } from './intake/complaint.events.js';
import { customerEvents } from './intake/customer.events.js';
import { evidenceEvents } from './intake/evidence.events.js';
import { tenantEvents } from './intake/tenant.events.js';
import { resolutionEvents } from './resolution/resolution.events.js';
import { sealedKeyword } from './schema.js';
import { knownCodesKeyword, tolerantSchema } from './tolerant-schema.js';
import { clockEvents } from './triage/clock.events.js';
import { incidentEvents } from './triage/incident.events.js';
import { investigationEvents } from './triage/investigation.events.js';
import { reportEvents } from './triage/report.events.js';
import { timePolicyEvents } from './triage/time-policy.events.js';

/** Why stored data could not be read. Consumers skip an `UNKNOWN_TYPE`; with the others they park. */
export type DecodeProblem = 'UNKNOWN_TYPE' | 'UNKNOWN_VERSION' | 'INVALID_DATA';

/** The outcome of decoding: the data in the current version of its schema, or the reason why not. */
export type Decoded =
  | { readonly ok: true; readonly data: unknown; readonly definition: EventDefinition }
  | { readonly ok: false; readonly problem: DecodeProblem; readonly detail: string };

/** The events that a process knows, by log, category and type. */
export interface EventCatalogue {
  readonly definitions: readonly EventDefinition[];
  /** The definition, or undefined when this process does not know the event. */
  find(log: string, category: string, type: string): EventDefinition | undefined;
  /** Reads stored data of any version ever released: upcasts, then validates. */
  decode(at: StoredAs, data: unknown): Decoded;
  /**
   * The same for a subscriber of another team, whose release of this package may be older than the
   * event: unknown fields, codes and variants pass as they are.
   */
  decodeTolerantly(at: StoredAs, data: unknown): Decoded;
  /** The problems of data that is about to be stored; empty when it fits its schema. */
  problems(definition: EventDefinition, data: unknown): readonly string[];
}

/**
 * A catalogue of the given definitions. Throws when two have the same log, category and type, or
 * when a definition lacks an upcaster from one of its older versions.
 */
export function catalogueOf(
  ...groups: readonly EventDefinitions<Record<string, EventShape>>[]
): EventCatalogue {
  const definitions = groups.flatMap((group) => Object.values(group));
  const byKey = new Map<string, EventDefinition>();
  for (const definition of definitions) {
    const key = keyOf(definition);
    if (byKey.has(key)) throw new Error(`two definitions of event ${key}`);
    requireUpcasters(definition);
    byKey.set(key, definition);
  }
  const problems = schemaProblems(({ data }) => data);
  const tolerantly = schemaProblems(({ data }) => tolerantSchema(JSON.parse(JSON.stringify(data))));
  const decodeBy = (judge: EventCatalogue['problems']) => (at: StoredAs, data: unknown) => {
    const definition = byKey.get(keyOf(at));
    if (!definition) return failed('UNKNOWN_TYPE', `no event ${keyOf(at)}`);
    if (!isVersionOf(definition, at.schemaVersion)) {
      return failed('UNKNOWN_VERSION', `${at.type} version ${at.schemaVersion}`);
    }
    const current = upcast(definition, at.schemaVersion, data);
    if (!current.ok) return current;
    const found = judge(definition, current.data);
    if (found.length > 0) return failed('INVALID_DATA', `${at.type}: ${found.join('; ')}`);
    return current;
  };
  return {
    definitions,
    find: (log, category, type) => byKey.get(keyOf({ log, category, type })),
    problems,
    decode: decodeBy(problems),
    decodeTolerantly: decodeBy(tolerantly),
  };
}

/** Every event of the product. */
export const redressCatalogue: EventCatalogue = catalogueOf(
  complaintEvents,
  customerEvents,
  evidenceEvents,
  tenantEvents,
  investigationEvents,
  clockEvents,
  timePolicyEvents,
  resolutionEvents,
  closureEvents,
  incidentEvents,
  reportEvents,
  tierEvents,
  riskPolicyEvents,
  peerBaselineEvents,
  whatIfEvents,
);

/** JSON Schema of each event: log → category.type → version; what the frozen files hold. */
export function frozenSchemas(
  catalogue: EventCatalogue = redressCatalogue,
): Record<string, Record<string, Record<number, unknown>>> {
  const frozen: Record<string, Record<string, Record<number, unknown>>> = {};
  for (const { log, category, type, version, data } of catalogue.definitions) {
    const schema: unknown = JSON.parse(JSON.stringify(data));
    frozen[log] = { ...frozen[log], [`${category}.${type}`]: { [version]: schema } };
  }
  return frozen;
}

function keyOf({ log, category, type }: Omit<StoredAs, 'schemaVersion'>): string {
  return `${log}/${category}.${type}`;
}

function requireUpcasters(definition: EventDefinition): void {
  for (let version = 1; version < definition.version; version += 1) {
    if (definition.upcast?.[version]) continue;
    throw new Error(`${keyOf(definition)} has no upcaster from version ${version}`);
  }
}

/** Checks data against a schema of its definition, as `EventCatalogue.problems` promises. */
function schemaProblems(
  schemaOf: (definition: EventDefinition) => object,
): EventCatalogue['problems'] {
  const ajv = new Ajv2020({
    strict: true,
    allErrors: false,
    keywords: [sealedKeyword, knownCodesKeyword],
  });
  const validators = new Map<EventDefinition, ValidateFunction>();
  // Compiling costs about a millisecond a schema, so it waits until the first such event.
  const validatorOf = (definition: EventDefinition): ValidateFunction => {
    const validator = validators.get(definition) ?? ajv.compile(schemaOf(definition));
    validators.set(definition, validator);
    return validator;
  };
  return (definition, data) => {
    const validate = validatorOf(definition);
    if (validate(data)) return [];
    const errors = validate.errors ?? [];
    return errors.map(({ instancePath, message = '' }) => `${instancePath} ${message}`.trim());
  };
}

function isVersionOf(definition: EventDefinition, version: number): boolean {
  return Number.isInteger(version) && version >= 1 && version <= definition.version;
}

/** Data of an older version is not checked before, so an upcaster may meet what it cannot read. */
function upcast(definition: EventDefinition, from: number, data: unknown): Decoded {
  let current = data;
  try {
    for (let version = from; version < definition.version; version += 1) {
      current = definition.upcast?.[version]?.(current);
    }
  } catch (error) {
    return failed('INVALID_DATA', `${definition.type} version ${from}: ${String(error)}`);
  }
  return { ok: true, data: current, definition };
}

function failed(problem: DecodeProblem, detail: string): Decoded {
  return { ok: false, problem, detail };
}
