import { translated } from './answers.js';

const failing = (error: Error) =>
  translated('connect', () => Promise.reject(error)).catch((thrown: Error) => thrown.message);

describe('an error of the client of Kafka', () => {
  it('says what to look at where brokers want no login', async () => {
    const error = Object.assign(new Error('not valid given the current SASL state'), {
      type: 'ILLEGAL_SASL_STATE',
    });
    expect(await failing(error)).toContain('REDRESS_KAFKA_SASL');
  });

  it('says what to look at where brokers speak no TLS, and the reason once', async () => {
    const reason =
      'Client network socket disconnected before secure TLS connection was established';
    const cause = new Error(`Connection error: ${reason}`);
    const told = await failing(new Error(`Connection error: ${reason}`, { cause }));
    expect(told).toContain('REDRESS_KAFKA_TLS');
    expect(told.split(reason)).toHaveLength(2);
  });

  it('takes no name of a broker for a refusal', async () => {
    const error = new Error('getaddrinfo EAI_AGAIN kafka-sasl.certificates.example');
    await expect(translated('connect', () => Promise.reject(error))).rejects.toMatchObject({
      code: 'BROKER_UNAVAILABLE',
    });
  });

  it('says the cause where it is another one', async () => {
    const error = new Error('no leader', { cause: new Error('refused') });
    expect(await failing(error)).toBe('connect: no leader (refused)');
  });
});
