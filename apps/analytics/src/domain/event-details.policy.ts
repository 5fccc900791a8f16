/** Said elsewhere in a timeline, or of no use to a reader. */
const omitted: ReadonlySet<string> = new Set(['round', 'complaintId', 'narrativeMac']);

type Detail = string | number | boolean;

/**
 * What a timeline shows of an event: its codes, numbers, times and ids, and lists of them. No
 * person is in it: the schema of events has no plain string, so every text is sealed, and what is
 * sealed is an object, which is left out here. An event type of tomorrow needs no line for this.
 */
export function eventDetails(data: unknown): Record<string, Detail | readonly Detail[]> {
  if (typeof data !== 'object' || data === null) return {};
  const shown: Record<string, Detail | readonly Detail[]> = {};
  for (const [name, value] of Object.entries(data)) {
    if (omitted.has(name)) continue;
    if (isDetail(value) || (Array.isArray(value) && value.length > 0 && value.every(isDetail))) {
      shown[name] = value;
    }
  }
  return shown;
}

function isDetail(value: unknown): value is Detail {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
