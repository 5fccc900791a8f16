import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startNetworkHole } from './network-hole.js';

it('passes on, swallows without a word while it is open, and passes on what has waited', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'redress-hole-'));
  const path = join(folder, 'server');
  const server = createServer((socket) => socket.pipe(socket)).listen(path);
  await once(server, 'listening');
  const hole = await startNetworkHole(path);
  const client = connect(hole.port, '127.0.0.1');
  let heard = '';
  client.on('data', (bytes) => {
    heard += String(bytes);
  });
  const until = async (text: string) => {
    while (heard !== text) await sleep(5);
  };
  try {
    client.write('a');
    await until('a');
    hole.open();
    client.write('b');
    await sleep(100);
    expect(heard).toBe('a');
    hole.close();
    await until('ab');
  } finally {
    client.destroy();
    await hole.stop();
    server.close();
    rmSync(folder, { recursive: true });
  }
});
