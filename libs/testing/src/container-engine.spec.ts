import { kafkaContainer } from './kafka-server.js';
import { startContainer } from './container-engine.js';
import { firstServer } from './server-ways.js';

const withoutEngine = async () => {
  throw new Error('Could not find a working container runtime strategy');
};

describe('a server in a container', () => {
  const plan = () => ({ image: 'none' });

  it('is refused, not waited for, where no engine answers', async () => {
    await expect(startContainer(plan, withoutEngine)).rejects.toThrow(
      'no container engine answers',
    );
  });

  it('gives way to the next way', async () => {
    const found = await firstServer('anything', [
      { by: 'container', start: () => startContainer(plan, withoutEngine) },
      {
        by: 'ourselves',
        start: async () => ({ host: 'here', port: 1, stop: async () => undefined }),
      },
    ]);
    expect(found.host).toBe('here');
  });
});

describe('Kafka in a container', () => {
  it('listens everywhere inside and tells clients the address outside', () => {
    const { environment } = kafkaContainer('engine.example', 20_500);
    expect(environment).toMatchObject({
      KAFKA_LISTENERS: 'PLAINTEXT://0.0.0.0:20500,CONTROLLER://127.0.0.1:20499',
      KAFKA_ADVERTISED_LISTENERS: 'PLAINTEXT://engine.example:20500',
      KAFKA_CONTROLLER_QUORUM_VOTERS: '1@127.0.0.1:20499',
      KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
    });
  });
});
