import { isUuid } from '@redress/kernel';
import type { RiskReader } from './risk-reader.js';
import type { CustomerTimelineEntry } from './risk-timeline.dto.js';

/** Of an incident a timeline says when, what class and how grave; the rest is in its own record. */
const incidentDetails: ReadonlySet<string> = new Set(['class', 'severity']);

/** The steps of a tier. Proposals and scores are for those who see a score. */
const tierSteps: ReadonlySet<string> = new Set(['TierRaised', 'TierConfirmed', 'TierLowered']);
const tierStepDetails: ReadonlySet<string> = new Set(['from', 'to']);

/** Fields that name somebody or something: ids, numbers of other systems, and what such a number was. */
const naming = /(Ids?|Refs?|No|Mac|By|Of)$|^(before|after)$/;

/** True where this reader may know that there was such an event at all. */
export function isTimelineOf(
  { shape }: Pick<RiskReader, 'shape'>,
  { category, type }: Pick<CustomerTimelineEntry, 'category' | 'type'>,
): boolean {
  if (category === 'incident') return shape === 'FULL';
  return category !== 'tier' || shape !== 'TIER' || tierSteps.has(type);
}

/** An entry of a timeline as this reader sees it. */
export function timelineEntryFor(
  { shape, shown }: RiskReader,
  entry: CustomerTimelineEntry,
): CustomerTimelineEntry {
  const { actor, ...plain } = entry;
  if (entry.category === 'incident') {
    return { ...plain, details: only(entry.details, (name) => incidentDetails.has(name)) };
  }
  if (shape === 'PSEUDONYMS') {
    const { details, streamId } = entry;
    return { ...plain, streamId: shown(streamId), details: only(details, isNameless) };
  }
  if (shape === 'TIER' && entry.category === 'tier') {
    return { ...entry, details: only(entry.details, (name) => tierStepDetails.has(name)) };
  }
  return entry;
}

function isNameless(name: string, value: unknown): boolean {
  if (typeof value === 'number' || typeof value === 'boolean') return true;
  return !naming.test(name) && ![value].flat().some((each) => isUuid(String(each)));
}

function only(
  details: CustomerTimelineEntry['details'],
  isShown: (name: string, value: unknown) => boolean,
): CustomerTimelineEntry['details'] {
  return Object.fromEntries(
    Object.entries(details).filter(([name, value]) => isShown(name, value)),
  );
}
