import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { platformVariables } from '@redress/config';
import { parse } from 'yaml';

/** What is looked at of a service in docker-compose.yml. */
interface ComposeService {
  readonly image: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: readonly string[] | Readonly<Record<string, unknown>>;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
}

const root = join(__dirname, '../..');
const compose: { services: Readonly<Record<string, ComposeService>> } = parse(
  readFileSync(join(root, 'docker-compose.yml'), 'utf8'),
  { merge: true },
);
const services = Object.entries(compose.services);
const ours = services.filter(([, { image }]) => image === 'redress');

// No engine is needed for what goes wrong most often: names that only one of two files has.
describe('docker-compose.yml', () => {
  it('starts every app that is a process of its own, and nothing that is not there', () => {
    const apps = ours.flatMap(([, { environment }]) => environment?.['APP'] ?? []);
    expect(apps.sort()).toEqual([
      ...['analytics', 'follow-up', 'gateway', 'intake', 'resolution', 'triage'],
    ]);
    for (const app of apps) {
      expect([app, existsSync(join(root, `apps/${app}/src/main.ts`))]).toEqual([app, true]);
    }
  });

  it('sets only variables that the product reads', () => {
    const known = new Set([...platformVariables, 'APP']);
    const strange = ours.flatMap(([name, { environment = {} }]) =>
      Object.keys(environment)
        .filter((variable) => !known.has(variable))
        .map((variable) => `${name}: ${variable}`),
    );
    expect(strange).toEqual([]);
  });

  it('runs ours with nothing that they do not need (S18)', () => {
    for (const [name, { read_only: isReadOnly, cap_drop: dropped }] of ours) {
      expect([name, isReadOnly, dropped]).toEqual([name, true, ['ALL']]);
    }
  });

  it('waits for services that it has, from images with a version', () => {
    for (const [name, { depends_on: needs = [], image }] of services) {
      const needed = Array.isArray(needs) ? needs : Object.keys(needs);
      const absent = needed.filter((each) => !(each in compose.services));
      expect([name, absent]).toEqual([name, []]);
      if (image !== 'redress') expect(image).toMatch(/:\d/);
    }
  });

  it('has no secret in it', () => {
    for (const [, { environment = {} }] of services) {
      for (const [variable, value] of Object.entries(environment)) {
        if (/PASSWORD|SECRET|_KEY$/.test(variable)) expect(value).toMatch(/^\$\{\w+:\?/);
      }
    }
  });
});
