import { join } from 'node:path';
import type { KafkaInstallation } from './kafka-installation.js';
import type { Command } from './lifeline.js';

// Ready in half the time of the defaults, in a quarter of the memory.
const QUICK = ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];

/** What of Kafka is run, and where it may leave things. */
export interface KafkaProgram {
  readonly installation: KafkaInstallation;
  readonly mainClass: string;
  readonly args: readonly string[];
  /** Gets what Java would otherwise leave in the temporary folder of the system. */
  readonly folder: string;
  /** Default: a small heap and the quick compiler. */
  readonly javaOptions?: readonly string[];
}

/** The command line of a program of Kafka. */
export function kafkaCommand(program: KafkaProgram): Command {
  const { installation, mainClass, args, folder, javaOptions = QUICK } = program;
  return {
    file: 'java',
    args: [
      ...javaOptions,
      `-XX:SharedArchiveFile=${installation.classArchive}`,
      // Java would say so on every start when there is no archive yet, or one it cannot use.
      ...['-Xlog:cds=off', '-Xlog:cds+dynamic=off', '-XX:-UsePerfData'],
      `-Djava.io.tmpdir=${join(folder, 'tmp')}`,
      `-Dlog4j2.configurationFile=${installation.logging}`,
      ...['-cp', installation.classPath, mainClass, ...args],
    ],
  };
}
