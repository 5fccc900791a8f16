import { loadCatalogue, loadData, loadEvents, loadMeta } from './load-event.js';

describe('the event of the load', () => {
  it('fits its schema', () => {
    expect(loadCatalogue.problems(loadEvents.LoadObserved, loadData(17))).toEqual([]);
  });

  it('has 0.6 kB with its metadata', () => {
    const bytes = JSON.stringify(loadData(17)).length + JSON.stringify(loadMeta()).length;
    expect(bytes).toBeGreaterThan(580);
    expect(bytes).toBeLessThan(620);
  });
});
