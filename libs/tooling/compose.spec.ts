import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { platformVariables } from '@redress/config';
import { serviceNames } from '@redress/contracts';
import { Ajv } from 'ajv';
import { parse } from 'yaml';

/** What is looked at of a service in docker-compose.yml. */
interface ComposeService {
  readonly image: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: readonly string[] | Readonly<Record<string, unknown>>;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean };
  readonly profiles?: readonly string[];
}

const root = join(__dirname, '../..');
const compose: { services: Readonly<Record<string, ComposeService>> } = parse(
  readFileSync(join(root, 'docker-compose.yml'), 'utf8'),
  { merge: true },
);
const services = Object.entries(compose.services);
const ours = services.filter(([, { image }]) => image === 'redress');
const servers = services.filter(([, { image }]) => image !== 'redress');

/** Docker's own reader of such files: it needs no engine, but not every machine has it. */
const readers = [['docker', 'compose'], ['docker-compose']] as const;

function read([program, ...words]: (typeof readers)[number], ...args: readonly string[]) {
  const secrets = { POSTGRES_PASSWORD: 'p', REDRESS_MASTER_KEY: 'm', REDRESS_EDGE_SECRET: 'e' };
  return spawnSync(program, [...words, ...args], {
    ...{ cwd: root, encoding: 'utf8' },
    env: { ...process.env, ...secrets, OIDC_ISSUER: 'https://issuer.example' },
  });
}

const reader = readers.find((each) => read(each, 'version').status === 0);

// No engine is needed for what goes wrong most often: names that only one of two files has.
describe('docker-compose.yml', () => {
  it('is what the specification of such files allows', () => {
    const schema: object = JSON.parse(
      readFileSync(require.resolve('docker-compose/schema/compose-spec.json'), 'utf8'),
    );
    const check = new Ajv({ strict: false, validateFormats: false }).compile({
      ...schema,
      // The draft itself, in the spelling under which it is known.
      $schema: 'http://json-schema.org/draft-07/schema#',
    });
    check(compose);
    expect(check.errors).toBeNull();
  });

  if (reader) {
    it('is accepted by `docker compose config`', () => {
      const { status, stderr } = read(reader, '--profile', 'replicas', 'config', '-q');
      expect([status, stderr]).toEqual([0, '']);
    });
  }

  it('starts every app that is a process of its own, and nothing that is not there', () => {
    const apps = new Set(ours.flatMap(([, { environment }]) => environment?.['APP'] ?? []));
    expect(apps).toEqual(new Set([...serviceNames, 'gateway']));
    for (const app of apps) {
      expect([app, existsSync(join(root, `apps/${app}/src/main.ts`))]).toEqual([app, true]);
    }
  });

  it('names every replica at the gateway, which takes no name for many', () => {
    const { environment = {} } = compose.services['gateway'] ?? {};
    for (const service of serviceNames) {
      const replicas = ours
        .filter(([, each]) => each.environment?.['APP'] === service)
        .map(([name]) => name);
      const variable = `REDRESS_${service.toUpperCase().replace('-', '_')}`;
      const at = (port: number) => replicas.map((name) => `http://${name}:${port}`).join(',');
      expect(replicas).toEqual([service, `${service}-2`]);
      expect(environment[`${variable}_URL`]).toBe(at(4400));
      expect(environment[`${variable}_OPERATIONS_URL`]).toBe(at(4401));
    }
  });

  it('asks every server whether it is well, and starts ours after them', () => {
    for (const [name, { healthcheck }] of servers) {
      expect([name, healthcheck?.test?.[0]]).toEqual([name, expect.stringMatching(/^CMD/)]);
    }
    for (const [name, { environment, depends_on: needs }] of ours) {
      if (environment?.['DATABASE_URL'] === undefined) continue;
      const well = Object.fromEntries(
        servers.map(([server]) => [server, { condition: 'service_healthy' }]),
      );
      expect([name, needs]).toEqual([name, expect.objectContaining(well)]);
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
