import type { RiskReader } from '../risk/risk-reader.js';

/** Fields that hold the id of a person, or of their complaint. */
const naming: ReadonlySet<string> = new Set([
  ...['customerId', 'canonicalId', 'identityId', 'identities', 'otherId', 'streamId'],
  ...['complaintId', 'suspectedDuplicateOf'],
]);

/** Numbers of other systems name a customer as well as an id does; staff are nobody's business. */
const withheld: ReadonlySet<string> = new Set([
  ...['returnId', 'creditId', 'reporterId', 'complaintNo', 'externalRef', 'formNo', 'subjectId'],
  ...['ownerId', 'teamId'],
]);

/** The past of a customer, or of a case, as this reader sees it. */
export function replayFor<Of extends object>({ shape, shown }: RiskReader, replay: Of): Of {
  return shape === 'PSEUDONYMS' ? (nameless(replay, '', shown) as Of) : replay;
}

/** A copy in which nobody is named, and without what a timeline does not show to them either. */
function nameless(value: unknown, field: string, shown: RiskReader['shown']): unknown {
  if (typeof value === 'string') return naming.has(field) ? shown(value) : value;
  if (Array.isArray(value)) {
    const kept = value.filter((each) => field !== 'events' || isNoIncident(each)).filter(isOpen);
    return kept.map((each) => nameless(each, field, shown));
  }
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([name]) => !withheld.has(name));
  return Object.fromEntries(
    fields.map(([name, each]) => {
      if (name === 'factId') return [name, factIdOf(value, String(each), shown)];
      // A difference says in `field` what `before` and `after` are.
      const { field: differing } = value as { readonly field?: string };
      const of = name === 'before' || name === 'after' ? differing?.split('.').at(-1) : name;
      return [name, nameless(each, of ?? name, shown)];
    }),
  );
}

/** A difference in what is withheld is withheld as well. */
function isOpen(entry: unknown): boolean {
  const field = (entry as { readonly field?: string } | null)?.field;
  return !withheld.has(field?.split('.').at(-1) ?? '');
}

function isNoIncident(event: unknown): boolean {
  return (event as { readonly category?: string }).category !== 'incident';
}

/** What is left of the name of a fact where it would name the customer, or their complaint. */
function factIdOf(fact: object, factId: string, shown: RiskReader['shown']): string {
  const [first = '', ...rest] = factId.split('/');
  switch ((fact as { readonly source?: string }).source) {
    case 'RETURN_RATE':
    case 'PAYMENT':
      return first;
    case 'RESPONSE':
      return [shown(first), ...rest].join('/');
    default:
      return factId;
  }
}
