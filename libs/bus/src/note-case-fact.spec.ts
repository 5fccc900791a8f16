import {
  complaintEvents,
  type EventOf,
  type investigationEvents,
  type LogName,
} from '@redress/contracts';
import {
  accept,
  type Command,
  type Decider,
  type HeardFact,
  hearNote,
  noteOf,
  type Heard,
  reject,
} from '@redress/kernel';
import { memoryService } from '@redress/testing';
import { noteCaseFact } from './index.js';

const start = '2026-03-02T09:00:00.000Z';
const learnt = '2026-03-02T12:00:00.000Z';
const caseId = '0190a000-0000-7000-8000-0000000000ca';
const fact = { type: 'ApologyGiven' } as const;

type Noted = EventOf<typeof investigationEvents.CaseFactNoted>;
type Note = Command<'NoteCaseFact', HeardFact<Noted['data']['fact'], LogName>>;

/** Notes everything once, but for rounds that nobody can have reached. */
const notes: Decider<{ round: number; heard: Heard }, Note, Noted, 'CONFLICT'> = {
  category: 'investigation',
  initialState: { round: 1, heard: {} },
  decide({ data }, state) {
    if (data.round === 999) return reject('CONFLICT', 'there is no such round');
    const note = noteOf(data, state);
    return note ? accept(note) : accept();
  },
  evolve: ({ round, heard }, { data }) => ({ round, heard: hearNote(heard, data) }),
};

function world() {
  const scene = { tenantId: 'demo', caseId, start, orderingKey: 'demo/the-customer' };
  const { log, happened, deliver, commands } = memoryService('triage', {
    ...scene,
    sealer: { seal: async (events) => events.map(({ data }) => ({ data, sealed: [] })) },
  });
  const apology = { scope: 'DELAY', channel: 'EMAIL', liabilityAdmitted: false } as const;
  const recording = { origin: 'IMPORT', recordedAt: learnt } as const;
  return {
    log,
    deliver,
    cases: commands(notes),
    apology: happened(complaintEvents.ApologyGiven, apology, recording),
    stream: { tenantId: 'demo', category: 'investigation', id: caseId },
  };
}

describe('noting an event of another service', () => {
  it('says where it stands, when it was true, why and of what origin; once', async () => {
    const { log, deliver, cases, apology, stream } = world();
    const react = (consumed: Parameters<typeof noteCaseFact>[1]) =>
      noteCaseFact(cases, consumed, { by: 'triage', fact, round: 2 });
    await deliver(react, apology);
    await deliver(react, apology);
    const [note, ...more] = await log.readStream(stream);
    expect(more).toEqual([]);
    const { position, orderingKey, envelope } = apology.record;
    expect(note).toMatchObject({
      orderingKey,
      position: { log: 'triage', partition: position.partition },
      envelope: {
        type: 'CaseFactNoted',
        actor: { kind: 'SYSTEM', id: 'triage' },
        origin: 'IMPORT',
        occurredAt: start,
        recordedAt: learnt,
        causationId: envelope.id,
      },
    });
    expect(note?.data).toEqual({
      round: 2,
      sourceLog: 'intake',
      sourcePartition: position.partition,
      sourceOffset: position.offset,
      sourceRecordedAt: learnt,
      fact,
    });
  });

  it('belongs to the present round where the fact names none', async () => {
    const { log, deliver, cases, apology, stream } = world();
    await deliver((consumed) => noteCaseFact(cases, consumed, { by: 'triage', fact }), apology);
    expect((await log.readStream(stream))[0]?.data).toMatchObject({ round: 1 });
  });

  it('fails loudly where the note is refused, or the log is not one of the product', async () => {
    const { deliver, cases, apology } = world();
    const refused = deliver(
      (consumed) => noteCaseFact(cases, consumed, { by: 'triage', fact, round: 999 }),
      apology,
    );
    await expect(refused).rejects.toMatchObject({ code: 'CONFLICT' });
    const { record, event } = apology;
    const elsewhere = { ...record, position: { ...record.position, log: 'elsewhere' } };
    const unknown = deliver((consumed) => noteCaseFact(cases, consumed, { by: 'triage', fact }), {
      record: elsewhere,
      event,
    });
    await expect(unknown).rejects.toThrow(new RangeError('there is no log elsewhere'));
  });
});
