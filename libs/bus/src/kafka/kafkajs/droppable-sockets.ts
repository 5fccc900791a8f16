import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import type { ISocketFactory } from 'kafkajs';

const socketFactoryOf = createRequire(import.meta.url)(
  'kafkajs/src/network/socketFactory',
) as () => ISocketFactory;

/** The connections of one client, which can be dropped. */
export interface DroppableSockets {
  readonly factory: ISocketFactory;
  /** Ends them at once, and lets no more be made: what waits for an answer rejects. */
  readonly drop: () => void;
}

/**
 * kafkajs ends a connection only after every answer that is still due, so a broker that waits for
 * records, or has vanished, would hold up whoever stops.
 */
export function droppableSockets(): DroppableSockets {
  const connect = socketFactoryOf();
  const open = new Set<Socket>();
  const dropped = new Error('the client was closed');
  let isDropped = false;
  return {
    factory(options) {
      if (isDropped) throw dropped;
      const socket = connect(options);
      open.add(socket);
      socket.once('close', () => open.delete(socket));
      return socket;
    },
    drop() {
      isDropped = true;
      for (const socket of open) socket.destroy(dropped);
    },
  };
}
