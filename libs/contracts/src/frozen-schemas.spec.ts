import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { frozenStateSchemas } from './analytics/risk-state.js';
import { frozenSchemas, redressCatalogue } from './catalogue.js';

interface FrozenVersion {
  readonly released: boolean;
  readonly schema: unknown;
}
type FrozenLog = Record<string, Record<string, FrozenVersion>>;

/** The committed files, by log. */
function committed(): Map<string, FrozenLog> {
  const files = readdirSync(__dirname, { recursive: true, encoding: 'utf8' });
  const frozen = files.filter((file) => file.endsWith('.frozen.json'));
  return new Map(
    frozen.map((file) => [
      basename(file, '.frozen.json'),
      JSON.parse(readFileSync(join(__dirname, file), 'utf8')) as FrozenLog,
    ]),
  );
}

describe('the frozen schemas', () => {
  const files = committed();
  const current = { ...frozenSchemas(), ...frozenStateSchemas() };

  it('has a file for every log that has events, and no other', () => {
    expect([...files.keys()].sort()).toEqual(Object.keys(current).sort());
  });

  it.each(Object.entries(current))('%s.frozen.json is what the sources say', (log, events) => {
    const file = files.get(log) ?? {};
    expect(Object.keys(file).sort()).toEqual(Object.keys(events).sort());
    for (const [event, versions] of Object.entries(events)) {
      for (const [version, schema] of Object.entries(versions)) {
        expect({ event, schema: file[event]?.[version]?.schema }).toEqual({ event, schema });
      }
    }
  });

  it('keeps older versions only when they were released, each with its way up', () => {
    for (const [log, events] of files) {
      // States have one version: a topic has no room for two.
      if (log in frozenStateSchemas()) continue;
      for (const [name, versions] of Object.entries(events)) {
        const [category = '', type = ''] = name.split('.');
        const definition = redressCatalogue.find(log, category, type);
        for (const [version, { released }] of Object.entries(versions)) {
          if (Number(version) === definition?.version) continue;
          expect({ name, version, released }).toEqual({ name, version, released: true });
          expect(definition?.upcast).toHaveProperty(version);
        }
      }
    }
  });
});
