import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

/** The packages of the peers, in exact versions, and how each is installed. */
const peers = {
  emmett: {
    entry: "export * from '@event-driven-io/emmett-postgresql';\n",
    manifest: {
      private: true,
      dependencies: {
        '@event-driven-io/emmett': '0.42.0',
        '@event-driven-io/emmett-postgresql': '0.42.0',
        '@event-driven-io/pongo': '0.16.11',
      },
    },
  },
  dcb: {
    entry: "export * from '@dcb-es/event-store';\nexport * from '@dcb-es/event-store-postgres';\n",
    manifest: {
      private: true,
      dependencies: { '@dcb-es/event-store': '7.0.1', '@dcb-es/event-store-postgres': '7.0.1' },
      // The published package asks for `workspace:*`, which only its own repository understands.
      overrides: { '@dcb-es/event-store': '$@dcb-es/event-store' },
    },
  },
} as const;

const cache = fileURLToPath(new URL('../../../../.redress/bench-peers', import.meta.url));
const installTimeoutMs = 180_000;

/**
 * Loads a peer, which npm fetches on first use into a folder of its own under
 * `.redress/bench-peers`; a later run finds it there.
 *
 * @throws Error when npm cannot fetch it
 */
export async function importPeer<Module>(peer: keyof typeof peers): Promise<Module> {
  const { entry, manifest } = peers[peer];
  const folder = join(cache, peer);
  const wanted = `${JSON.stringify(manifest, null, 2)}\n`;
  // Written when everything is there, so that half an installation is made again.
  const stamp = join(folder, 'installed.json');
  if ((await textOf(stamp)) !== wanted) {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'package.json'), wanted);
    await writeFile(join(folder, 'entry.mjs'), entry);
    await npmInstall(folder);
    await writeFile(stamp, wanted);
  }
  return import(pathToFileURL(join(folder, 'entry.mjs')).href);
}

async function npmInstall(folder: string): Promise<void> {
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  try {
    await promisify(execFile)('npm', args, { cwd: folder, timeout: installTimeoutMs });
  } catch (cause) {
    const said = cause instanceof Error && 'stderr' in cause ? String(cause.stderr) : '';
    throw new Error(`npm could not fetch it: ${said.trim() || String(cause)}`, { cause });
  }
}

async function textOf(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}
