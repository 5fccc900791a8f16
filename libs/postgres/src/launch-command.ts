import { spawnSync } from 'node:child_process';
import { PostgresStartError } from './postgres-start.error.js';

/** Who we are, and what helps to start a program as somebody else. */
export interface Host {
  /** Effective user id of this process. */
  readonly uid: number;
  /** Path of util-linux' setpriv, where the system has it. */
  readonly setpriv?: string;
}

/** The user `nobody`: what the server runs as when we are root, because PostgreSQL refuses root. */
export const NOBODY_UID = 65534;

/** Clean and fixed, so that no PG… variable or locale of the caller reaches the server. */
export const SERVER_ENVIRONMENT = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
};

/** User id that the server runs as. */
export function serverUid(host: Host): number {
  return host.uid === 0 ? NOBODY_UID : host.uid;
}

/**
 * How to start a PostgreSQL program as the right user, tied to the life of this process.
 *
 * Root steps down to `nobody`, but keeps the one capability that lets it pass through folders of
 * root (a home of mode 0700 above the programs or the data): PostgreSQL checks for uid 0 and for
 * the owner of its folder, not for capabilities. `pdeathsig` makes the kernel stop the server
 * when we are killed and cannot.
 *
 * @throws PostgresStartError `USER_NOT_SUPPORTED` for root where there is no setpriv
 */
export function launchCommand(
  host: Host,
  program: string,
  args: readonly string[],
): { readonly file: string; readonly args: readonly string[] } {
  if (host.setpriv === undefined) {
    if (host.uid === 0) {
      throw new PostgresStartError(
        'USER_NOT_SUPPORTED',
        'PostgreSQL does not run as root, and setpriv (util-linux), which would start it as ' +
          'another user, is missing. Start as a normal user, or install util-linux.',
      );
    }
    return { file: program, args };
  }
  const stepDown = [
    `--reuid=${NOBODY_UID}`,
    `--regid=${NOBODY_UID}`,
    '--clear-groups',
    '--securebits=+no_setuid_fixup',
    '--inh-caps=-all,+dac_override',
    '--ambient-caps=-all,+dac_override',
    '--bounding-set=-all,+dac_override',
  ];
  const first = host.uid === 0 ? stepDown : [];
  return { file: host.setpriv, args: [...first, '--pdeathsig=INT', program, ...args] };
}

/** Looks at this process and this machine. */
export function thisHost(): Host {
  const uid = process.geteuid?.();
  if (uid === undefined) throw new Error('every platform with programs has user ids');
  const setpriv = ['/usr/bin/setpriv', '/bin/setpriv', '/usr/sbin/setpriv'].find(understands);
  return setpriv === undefined ? { uid } : { uid, setpriv };
}

/** BusyBox has a setpriv too, without the option that matters. */
function understands(setpriv: string): boolean {
  const { stdout } = spawnSync(setpriv, ['--help'], { encoding: 'utf8', env: SERVER_ENVIRONMENT });
  return stdout?.includes('--pdeathsig') ?? false;
}
