import { freePorts } from '@redress/servers';

/** A container to start, with one port that is the same inside and outside of it. */
export interface ContainerPlan {
  readonly image: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Default: that of the image. */
  readonly command?: readonly string[];
}

/** What we ask of an engine. */
interface ContainerEngine {
  readonly info: { readonly containerRuntime: { readonly host: string } };
}

/** A server in a container. */
export interface ContainerServer {
  readonly host: string;
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * Starts a server in a container, where a container engine answers. The container ends with this
 * process, also when that is killed.
 *
 * @param planFor what to start, given the address by which clients will reach it
 * @param findEngine rejects when none answers; a parameter for the tests
 * @throws Error when no engine answers, when `REDRESS_TEST_CONTAINERS` is `off`, or when the image
 *   cannot be fetched
 */
export async function startContainer(
  planFor: (host: string, port: number) => ContainerPlan,
  findEngine: () => Promise<ContainerEngine> = answeringEngine,
): Promise<ContainerServer> {
  if (process.env.REDRESS_TEST_CONTAINERS === 'off') {
    throw new Error('REDRESS_TEST_CONTAINERS is off.');
  }
  const engine = await findEngine().catch((cause: unknown) => {
    throw new Error('no container engine answers.', { cause });
  });
  const { GenericContainer, Wait } = await import('testcontainers');
  const { host } = engine.info.containerRuntime;
  const [port = 0] = await freePorts(1);
  const { image, environment = {}, command } = planFor(host, port);
  const container = new GenericContainer(image);
  if (command !== undefined) container.withCommand([...command]);
  const started = await container
    .withEnvironment({ ...environment })
    .withExposedPorts({ container: port, host: port })
    .withWaitStrategy(Wait.forListeningPorts())
    .start();
  return {
    host,
    port,
    async stop() {
      await started.stop();
    },
  };
}

/** A docker on the PATH proves nothing: it may have no engine to talk to. */
async function answeringEngine(): Promise<ContainerEngine> {
  // Loaded here only: most runs never need it, and it is large.
  const { getContainerRuntimeClient } = await import('testcontainers');
  return getContainerRuntimeClient();
}
