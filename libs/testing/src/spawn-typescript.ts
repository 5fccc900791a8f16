import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';

/** How the process is started, where that differs from a plain Node process. */
export interface TypeScriptProcessOptions {
  readonly args?: readonly string[];
  /** Default: stdin and stdout are pipes, stderr is ours. */
  readonly stdio?: SpawnOptions['stdio'];
  /** Program, with its arguments, that starts Node, such as setpriv. */
  readonly prefix?: readonly string[];
  /** Added to our own environment; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * Starts a Node process that runs a TypeScript source of ours without a build: for tests that kill
 * a process, and for servers that several test workers share.
 *
 * The process ends itself with the test only if it watches its stdin for the end; otherwise the
 * caller must kill it.
 *
 * @param script absolute path of a `.ts` file
 */
export function spawnTypeScript(
  script: string,
  options: TypeScriptProcessOptions = {},
): ChildProcess {
  const loader = new URL('./typescript-loader.mjs', import.meta.url).href;
  const [program = process.execPath, ...rest] = [
    ...(options.prefix ?? []),
    process.execPath,
    '--conditions=source',
    `--import=${loader}`,
    script,
    ...(options.args ?? []),
  ];
  return spawn(program, rest, {
    stdio: options.stdio ?? ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...options.env },
  });
}
