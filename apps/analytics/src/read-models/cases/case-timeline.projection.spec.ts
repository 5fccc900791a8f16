import { importedStory, minute, story, stream } from '../../../test/case-story.js';
import { caseTimelineProjection } from './case-timeline.projection.js';

const { fold, row, key, initialState } = caseTimelineProjection;

const entries = (told: Parameters<typeof stream>[0]) =>
  stream(told).map((event) => row(fold(initialState, event)));

describe('the timeline of a case', () => {
  it('has one row per event, named by where its owner recorded it', () => {
    const [received, thanked] = stream(story.complaint);
    expect([received, thanked].map((event) => event && key(event))).toEqual([
      'intake/3/0',
      'intake/3/1',
    ]);
  });

  it('shows what happened, when, where it stands and who did it', () => {
    const [form] = entries(story.closure);
    expect(form).toEqual({
      complaint_id: '00000000-0000-7000-8000-00000000c0de',
      occurred_at: minute(95),
      recorded_at: '2026-03-02T10:35:01.000Z',
      source_log: 'follow-up',
      source_partition: 3,
      source_offset: 0,
      category: 'closure',
      version: 1,
      type: 'FeedbackFormSent',
      round: 1,
      origin: 'LIVE',
      actor_kind: 'SYSTEM',
      actor_role: 'system',
      actor_id: 'story',
      details: { formNo: 'F-2026-000001-1', departmentId: '00000000-0000-7000-8000-0000000000d1' },
    });
  });

  it('shows codes, numbers, times and lists of codes, and no word about a person', () => {
    const told = [...Object.values(story), ...Object.values(importedStory)].flat();
    const text = JSON.stringify(entries(told));
    expect(text).toContain('"causePath":["BATTERY_SWELLS"]');
    expect(text).toContain('"outcome":"UPHELD"');
    expect(text).not.toContain('sealed');
    expect(text).not.toContain('f'.repeat(64));
  });

  it('gives the events of intake no round', () => {
    expect(entries(story.complaint).map((entry) => entry?.round)).toEqual([null, null]);
  });
});
