import { clockDecider } from './clock.decider.js';
import {
  after,
  history,
  monday,
  observe,
  pauseOf,
  received,
  stateOf,
} from './clock-story.setup.js';

/** Decides on clocks that were not settled, because news of the case is still on its way. */
function unsettled(command: Parameters<typeof clockDecider.decide>[0]) {
  return clockDecider.decide(command, stateOf(history(received(monday))));
}

const types = (decision: ReturnType<typeof unsettled>) =>
  decision.ok
    ? decision.events.map(({ type, data }) => `${type} ${'kind' in data && data.kind}`)
    : [];

describe('clocks that are due while the news is on its way (B17)', () => {
  it('thanks that were recorded in time keep the promise, however late they are heard', () => {
    const decision = unsettled(observe({ type: 'ComplainantThanked' }, after(0.9)));
    expect(types(decision)).toContain('ClockMet ACK');
    expect(types(decision)).not.toContain('ClockBreached ACK');
  });

  it('thanks that were recorded late bring the breach with them, at its own instant', () => {
    const decision = unsettled(observe({ type: 'ComplainantThanked' }, after(1.5)));
    const ack = decision.ok
      ? decision.events.filter(({ data }) => 'kind' in data && data.kind === 'ACK')
      : [];
    expect(ack.map(({ type, occurredAt }) => [type, occurredAt])).toEqual([
      ['ClockBreached', after(1)],
      ['ClockMet', after(1.5)],
    ]);
    expect(ack[1]?.data).toMatchObject({ overSec: 1_800 });
  });

  it('a pause does not save a clock that is due: it comes again when the news is in', () => {
    const decision = unsettled(pauseOf('PLAN', 'WAITING_CUSTOMER', after(25)));
    expect(decision).toMatchObject({
      ok: false,
      rejection: { code: 'STAGE_NOT_REACHED', retryable: true },
    });
  });
});
