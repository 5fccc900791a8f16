import { mergedOpenApi } from './merged-openapi.js';

const document = (noun: string) => ({
  openapi: '3.1.0',
  info: { title: 'Redress' },
  tags: [{ name: 'health' }, { name: noun }],
  paths: { '/health/live': {}, [`/api/v1/${noun}`]: { get: {} } },
  components: { schemas: { Problem: {}, [noun]: {} } },
});

describe('the document of all services', () => {
  it('has what each one has, once', () => {
    const merged = mergedOpenApi([document('complaints'), document('clocks')]);
    expect(merged).toEqual({
      openapi: '3.1.0',
      info: { title: 'Redress' },
      tags: [{ name: 'health' }, { name: 'complaints' }, { name: 'clocks' }],
      paths: {
        '/health/live': {},
        '/api/v1/complaints': { get: {} },
        '/api/v1/clocks': { get: {} },
      },
      components: { schemas: { Problem: {}, complaints: {}, clocks: {} } },
    });
  });

  it('is not made of nothing', () => {
    expect(() => mergedOpenApi([])).toThrow('no document');
  });
});
