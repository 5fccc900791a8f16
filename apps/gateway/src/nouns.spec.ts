import { serviceNamed, serviceOfPath } from './nouns.js';

describe('which service a path leads to', () => {
  it.each([
    ['/api/v1/complaints', 'intake'],
    ['/api/v1/complaints?limit=5', 'intake'],
    ['/api/v1/clocks/1/pause', 'triage'],
    ['/api/v1/resolutions/1', 'resolution'],
    ['/api/v1/closures/1/close', 'follow-up'],
    ['/api/v1/risk-policies', 'analytics'],
    ['/api/v1/follow-up/logs/follow-up/partitions/0/events', 'follow-up'],
  ])('%s: %s', (path, service) => {
    expect(serviceOfPath(path)).toBe(service);
  });

  it.each([
    '/api/v1/',
    '/api/v1/complaint',
    '/api/v2/complaints',
    '/api/v1//complaints',
    '/ops/intake',
  ])('nobody: %s', (path) => {
    expect(serviceOfPath(path)).toBeUndefined();
  });

  it('takes the name of a service as it is, and no other word', () => {
    expect(serviceNamed('follow-up')).toBe('follow-up');
    expect(serviceNamed('toString')).toBeUndefined();
  });
});
