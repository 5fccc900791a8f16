import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram } from './run-program.js';
import { ServerStartError } from './server-start.error.js';

/** A key and a certificate that vouches for itself, for 127.0.0.1. */
export interface TlsIdentity {
  /** PKCS #12. */
  readonly keyStore: string;
  readonly password: string;
  /** The certificate as PEM: what a client has to trust. */
  readonly ca: string;
}

const password = 'of-a-test';

/**
 * Makes an identity with the keytool of Java, in a folder that has none yet.
 *
 * @throws ServerStartError `PROGRAM_MISSING`, `START_FAILED` with what keytool says
 */
export async function makeTlsIdentity(folder: string): Promise<TlsIdentity> {
  const keyStore = join(folder, 'identity.p12');
  const store = ['-keystore', keyStore, '-storetype', 'PKCS12', '-storepass', password];
  const named = ['-alias', 'broker', ...store];
  await keytool([
    ...['-genkeypair', '-keyalg', 'EC', '-groupname', 'secp256r1', '-validity', '3650', ...named],
    ...['-dname', 'CN=localhost', '-ext', 'san=ip:127.0.0.1,dns:localhost', '-ext', 'bc:c'],
  ]);
  const certificate = join(folder, 'identity.pem');
  await keytool(['-exportcert', '-rfc', '-file', certificate, ...named]);
  return { keyStore, password, ca: await readFile(certificate, 'utf8') };
}

async function keytool(args: readonly string[]): Promise<void> {
  const { code, output } = await runProgram('keytool', args, { need: 'Java has it' });
  if (code !== 0) throw new ServerStartError('START_FAILED', `keytool fails:\n${output}`);
}
