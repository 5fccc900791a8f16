import { randomUUID } from 'node:crypto';
import type { Json } from './api-client.setup.js';
import { agent, bodies, type CaseStep, quality, supervisor } from './case-walk.setup.js';

/** Texts about people that are found again wherever they stand: each has a mark that nothing else has. */
export interface Canaries {
  readonly texts: readonly string[];
  /** A text of some kind with a mark; noted. */
  plant(kind: string): string;
}

export function canaries(): Canaries {
  const texts: string[] = [];
  return {
    texts,
    plant(kind) {
      const mark = randomUUID().slice(0, 13);
      const text = `${kind} 顾客 ${mark}`;
      texts.push(text, mark);
      return text;
    },
  };
}

/** The body of a step with a canary in place of each text that people write. */
function planted(body: Json, { plant, texts }: Canaries): Json {
  const changed = Object.entries(body).map(([name, value]) => {
    if (typeof value !== 'string' || texts.includes(value)) return [name, value];
    return [name, /[ @]/.test(value) ? plant(name) : value];
  });
  return Object.fromEntries(changed);
}

/** A case and a customer, whose texts are all canaries: a step for each text that the walk writes. */
export function stepsWithCanaries(all: Canaries): readonly CaseStep[] {
  const [id, customerId, evidenceId] = [randomUUID(), randomUUID(), randomUUID()];
  const compliance = { role: 'compliance', as: 'okafor' };
  const { plant } = all;
  const incident = {
    ...{ identityId: customerId, identityKind: 'CUSTOMER', class: 'BEHAVIOUR', factor: 'B1' },
    ...{ severity: 3, evidenceIds: [evidenceId], description: plant('description') },
  };
  const report = {
    ...{ channel: 'LETTER', about: 'STAFF', anonymous: false },
    ...{ content: plant('report'), contact: plant('reporter') },
  };
  const steps: readonly CaseStep[] = [
    [
      agent,
      'customers',
      { customerId, partyType: 'PERSON', name: plant('name'), contact: plant('phone') },
    ],
    [agent, 'complaints', { ...bodies.receipt(id), claimedCustomerRef: plant('claimed') }],
    [agent, `complaints/${id}/thank`, bodies.thanks()],
    [agent, `complaints/${id}/apologise`, bodies.apology()],
    [agent, `investigations/${id}/classify`, bodies.classification()],
    [supervisor, `investigations/${id}/assign`, bodies.assignment()],
    [agent, `investigations/${id}/start`, bodies.start()],
    [agent, 'evidence', bodies.evidence(evidenceId, id)],
    [
      agent,
      `investigations/${id}/findings`,
      { ...bodies.finding(evidenceId), whyChain: [plant('why')] },
    ],
    [agent, `resolutions/${id}/tell-plan`, bodies.plan()],
    [agent, `resolutions/${id}/take-remedy`, bodies.remedy()],
    [agent, `resolutions/${id}/propose`, bodies.proposal()],
    [agent, `resolutions/${id}/accept`, bodies.acceptance()],
    [agent, `resolutions/${id}/issue-final-response`, bodies.finalResponse()],
    [quality, `investigations/${id}/attribute-responsibility`, bodies.responsibility()],
    [quality, `closures/${id}/send-feedback-form`, bodies.form()],
    [agent, `closures/${id}/send-survey`, bodies.survey()],
    [agent, `closures/${id}/answer-survey`, bodies.surveyAnswer()],
    [agent, 'incidents', incident],
    [compliance, 'reports', report],
  ];
  return steps.map(([person, path, body]) => [person, path, planted(body, all)]);
}

/** Every form in which a text would be readable: as it is, in a URL, and anywhere inside of base64. */
export function formsOf(text: string): readonly string[] {
  const encoded = encodeURIComponent(text);
  const escaped = JSON.stringify(text).slice(1, -1);
  return [text, escaped, encoded, encoded.replaceAll('%20', '+'), ...base64Forms(text)];
}

/** Base64 has three faces of a text, by what stands before it; the ends depend on the neighbours. */
function base64Forms(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  return [0, 1, 2].flatMap((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    const inner = whole.slice(
      Math.ceil((before * 8) / 6),
      Math.floor(((before + bytes.length) * 8) / 6),
    );
    return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

/** Those of the texts that stand in these bytes in some form. */
export function readableIn(bytes: Buffer, texts: readonly string[]): readonly string[] {
  return texts.filter((text) => formsOf(text).some((form) => bytes.includes(form)));
}
