import { historicClassification } from './historic-classification.policy.js';

describe('the classification of a case of another system', () => {
  it('I keeps its causes and region, and invents no severity but the normal one', () => {
    expect(
      historicClassification({
        causePath: ['MORTGAGE', 'LATE_FEE'],
        regionCode: 'CA',
        standing: 'CLOSED',
        tags: [],
      }),
    ).toEqual({
      cause: 'OTHER',
      causePath: ['MORTGAGE', 'LATE_FEE'],
      severity: 'S3',
      specialTypes: [],
      regionCode: 'CA',
      taxonomyVersion: 1,
    });
    expect(
      historicClassification({ causePath: [], standing: 'INVESTIGATING', tags: [] }),
    ).not.toHaveProperty('regionCode');
  });
});
