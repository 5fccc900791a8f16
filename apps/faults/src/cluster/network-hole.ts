import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A way to a server on which everything may vanish without a word, as behind a broken switch. */
export interface NetworkHole {
  /** TCP port of 127.0.0.1 that leads to the server. */
  readonly port: number;
  /** From now on nothing passes in either direction, and nobody is told; also on new connections. */
  open(): void;
  /** Lets everything pass that has waited, and what comes. */
  close(): void;
  stop(): Promise<void>;
}

/** Listens on a free port and passes connections on to the socket of a server. */
export async function startNetworkHole(socketPath: string): Promise<NetworkHole> {
  const sockets = new Set<Socket>();
  let isOpen = false;
  const keep = (socket: Socket) => {
    sockets.add(socket);
    if (isOpen) socket.pause();
    socket.once('close', () => sockets.delete(socket));
  };
  const server = createServer((client) => {
    const upstream = connect(socketPath);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      keep(from);
      from.on('data', (bytes) => {
        if (!to.write(bytes)) from.pause();
      });
      from.on('drain', () => {
        if (!isOpen) to.resume();
      });
      from.on('error', () => to.destroy());
      from.once('close', () => to.destroy());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    open() {
      isOpen = true;
      for (const socket of sockets) socket.pause();
    },
    close() {
      isOpen = false;
      for (const socket of sockets) socket.resume();
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
