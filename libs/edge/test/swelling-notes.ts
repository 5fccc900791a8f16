import { randomUUID } from 'node:crypto';
import { catalogueOf, defineEvents, messageValueBytesMax, t } from '@redress/contracts';
import { commandHandler, memoryEventLog, type Sealer } from '@redress/event-log';
import { accept, type Command, type Decider, type DomainEvent, personal } from '@redress/kernel';

type Swollen = DomainEvent<'Swollen', { text: ReturnType<typeof personal> }>;
type Swell = Command<'Swell', Record<string, never>>;

const decider: Decider<null, Swell, Swollen, never> = {
  category: 'note',
  initialState: null,
  decide: ({ meta }) =>
    accept({
      type: 'Swollen',
      data: { text: personal('x'.repeat(messageValueBytesMax)) },
      occurredAt: meta.now,
    }),
  evolve: (state) => state,
};

const catalogue = catalogueOf(
  defineEvents(
    { log: 'intake', category: 'note' },
    { Swollen: { version: 1, data: t.object({ text: t.personalText('complaint') }) } },
  ),
);

/** Keeps the length, as encryption does. */
const sealer: Sealer = {
  seal: async (events) =>
    events.map(({ data, stream }) => {
      const subject = `complaint:${stream.id}`;
      const ciphertext = Buffer.from(JSON.stringify(data));
      return { data: { text: { sealed: subject } }, sealed: [{ subject, ciphertext }] };
    }),
};

/** A log in memory, and a rule whose event is larger than any message may be. */
export function swellingNotes() {
  const log = memoryEventLog('intake');
  return { log, handler: commandHandler(decider, { log, catalogue, sealer, newId: randomUUID }) };
}
