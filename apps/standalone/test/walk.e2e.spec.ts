import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { stages } from '@redress/contracts';
import { ambientEnvironment } from '@redress/testing';
import { apiClient, type Json } from './api-client.setup.js';
import {
  type PlatformDirectory,
  type PlatformProcess,
  platformDirectory,
  repository,
} from './platform-process.setup.js';

const run = promisify(execFile);

jest.setTimeout(300_000);

/** The events with which a case enters its stages, and the end. */
const milestones: Readonly<Record<(typeof stages)[number], string>> = {
  RECEIVED: 'ComplaintReceived',
  THANKED: 'ComplainantThanked',
  INVESTIGATING: 'InvestigationStarted',
  REMEDYING: 'RemedyTaken',
  RESOLVING: 'ResolutionProposed',
  FEEDBACK: 'FinalResponseIssued',
  PREVENTING: 'PreventionDecided',
  CLOSED: 'ComplaintClosed',
};

/** What a shell has printed that ended with a failure. */
interface ProgramFailure {
  readonly stdout: string;
  readonly stderr: string;
}

/** What the README has between two marks: the shell blocks, in order. */
function blocksOf(readme: string, name: string): string {
  const marks = new RegExp(`<!-- ${name}:begin -->\\n([\\s\\S]*?)<!-- ${name}:end -->`);
  const [, marked] = marks.exec(readme) ?? [];
  if (marked === undefined) throw new Error(`README.md has no ${name} between its marks`);
  const blocks = [...marked.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block);
  return blocks.join('\n');
}

describe('the walk of the README, typed into a shell line by line', () => {
  let directory: PlatformDirectory;
  let platform: PlatformProcess;
  let printed = '';
  const api = () => apiClient(platform);
  const agent = { role: 'agent', tenant: 'walk' };

  beforeAll(async () => {
    directory = await platformDirectory();
    platform = await directory.start();
  }, 120_000);

  afterAll(() => directory?.remove(), 60_000);

  it('runs to its end, and every step of it is accepted', async () => {
    const readme = readFileSync(join(repository, 'README.md'), 'utf8');
    const walk = `${blocksOf(readme, 'walk')}\n${blocksOf(readme, 'customer')}`;
    expect(walk.split('\n').length).toBeGreaterThan(40);
    const { REDRESS_DATA_DIR: _, REDRESS_LOG_LEVEL: __, ...ports } = directory.env;
    const shell = run('bash', ['-s'], {
      cwd: repository,
      env: {
        ...{ ...ambientEnvironment(), ...ports },
        ...{ REDRESS_URL: platform.url, REDRESS_OPERATIONS_URL: platform.operationsUrl },
      },
      timeout: 280_000,
    });
    shell.child.stdin?.end(walk);
    const { stdout, stderr } = await shell.catch((error: ProgramFailure) => error);
    printed = stdout;
    expect({ stdout, stderr }).toEqual({
      stdout: expect.not.stringMatching(/"code":|Error/),
      stderr: expect.not.stringMatching(/not found|Error|curl:/),
    });
  });

  it('tells what was known of a customer before and after, what was true, and proves it', () => {
    const shown = printed.slice(printed.indexOf('CLOSED UPHELD'));
    expect(shown).toMatch(/tier: 'T1'[\s\S]*tier: 'T0'/);
    const replays = shown.split(/^at (?=\d{4}-.* \((?:recorded|occurred)\)$)/m).slice(1);
    const [knew = '', knows = '', was = ''] = replays;
    expect(replays).toHaveLength(3);
    expect(knew).toMatch(/tier: T0[\s\S]*facts:/);
    expect(knew).not.toContain('incidents:');
    expect(knew).not.toContain('ConductIncidentRecorded');
    expect(knows).toMatch(/tier: T1[\s\S]*tier: T0 -> T1[\s\S]*by \d+ events[\s\S]*TierRaised/);
    expect(knows).not.toContain('ReturnObserved');
    expect(shown).toMatch(/^1 of 1 customers .*\n +\S+ T1 \(.* points\) -> T0 \(.* by FACTS \S+/m);
    expect(was).toMatch(/tier: T0[\s\S]*ConductIncidentRecorded[\s\S]*ConductIncidentRecorded/);
    expect(shown.match(/equal to the live one$/gm)).toHaveLength(6);
    expect(shown).not.toContain('NOT equal');
  });

  it('ends a case, and prints its timeline, its clocks and both legs of feedback', () => {
    expect(printed).toMatch(/^C-\d{4}-\d{6} CLOSED UPHELD$/m);
    for (const milestone of Object.values(milestones)) expect(printed).toContain(milestone);
    expect(printed).toMatch(/^ {2}clock RESOLVE +MET /m);
    expect(printed).toMatch(/departments \[\{.*"state":"ACKNOWLEDGED".*customer \[\{.*"csat":5/);
  });

  it('has really done so: stages in order, promises with their outcome, two legs', async () => {
    const { body: page } = await api().get<{ items: { id: string }[] }>(agent, 'cases');
    expect(page.items).toHaveLength(1);
    const { body } = await api().get<{
      stage: string;
      timeline: { type: string }[];
      clocks: { kind: string; state: string }[];
      feedback: { departments: Json[]; customer: Json[] };
    }>(agent, `cases/${page.items[0]?.id}`);
    expect(body.stage).toBe('CLOSED');
    const entered = stages.map((stage) => milestones[stage]);
    const types = body.timeline.map(({ type }) => type).filter((type) => entered.includes(type));
    expect(types).toEqual(entered);
    for (const kind of ['ACK', 'PLAN', 'UPDATE', 'RESOLVE']) {
      const states = body.clocks.filter((clock) => clock.kind === kind).map(({ state }) => state);
      expect([kind, ...new Set(states)]).toEqual([kind, 'MET']);
    }
    expect(body.feedback).toMatchObject({
      departments: [{ state: 'ACKNOWLEDGED' }],
      customer: [{ state: 'ANSWERED', csat: 5 }],
    });
  });
});
