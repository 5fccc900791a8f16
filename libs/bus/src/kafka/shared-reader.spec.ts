import type { KafkaClient, KafkaReader } from './kafka-client.port.js';
import { KafkaError } from './kafka.error.js';
import { SharedReader } from './shared-reader.js';

/** A client that tells which of its readers, counted from 1, were opened and closed. */
function clientThatTells() {
  const [opened, closed]: [number[], number[]] = [[], []];
  const client: Pick<KafkaClient, 'openReader'> = {
    async openReader() {
      const nth = opened.length + 1;
      opened.push(nth);
      const reader: Pick<KafkaReader, 'close'> = { close: async () => void closed.push(nth) };
      return reader as KafkaReader;
    },
  };
  return { opened, closed, reader: new SharedReader(client) };
}

const unavailable = () => Promise.reject(new KafkaError('BROKER_UNAVAILABLE', 'gone'));

describe('a reader that several share', () => {
  it('is opened once for all of them', async () => {
    const { opened, reader } = clientThatTells();
    await Promise.all([reader.use(async () => 1), reader.use(async () => 2)]);
    expect(opened).toEqual([1]);
  });

  it('stays as it is when what fails is none of its own', async () => {
    const { closed, reader } = clientThatTells();
    const failing = reader.use(() => Promise.reject(new Error('the database is away')));
    await expect(failing).rejects.toThrow('the database is away');
    expect(closed).toEqual([]);
  });

  it('is replaced once by all who notice that it has failed, however late they notice', async () => {
    const { opened, closed, reader } = clientThatTells();
    let notice: () => void = () => undefined;
    const isNoticed = new Promise<void>((resolve) => {
      notice = resolve;
    });
    const late = reader.use(() => isNoticed.then(unavailable));
    await expect(reader.use(unavailable)).rejects.toThrow('gone');
    await reader.use(async () => undefined);
    notice();
    await expect(late).rejects.toThrow('gone');
    await reader.use(async () => undefined);
    expect({ opened, closed }).toEqual({ opened: [1, 2], closed: [1] });
  });

  it('is not opened again once it was closed', async () => {
    const { opened, closed, reader } = clientThatTells();
    await reader.use(async () => undefined);
    await reader.close();
    await expect(reader.use(async () => undefined)).rejects.toThrow('the reader was closed');
    expect({ opened, closed }).toEqual({ opened: [1], closed: [1] });
  });
});
