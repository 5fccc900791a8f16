import { gatewayAddresses, listeningAt, servicePlaces } from './service-places.js';

describe('the places of processes', () => {
  it('are as many as asked for, none of them twice', async () => {
    const places = await servicePlaces(2);
    expect(places.filter(({ service }) => service === 'follow-up')).toHaveLength(2);
    const ports = places.flatMap(({ port, operationsPort }) => [port, operationsPort]);
    expect(new Set(ports).size).toBe(2 * 2 * 5);
  });

  it('are told to each process, and all of them to the gateway, with those of others behind', () => {
    const places = [
      { service: 'intake', port: 1, operationsPort: 2 },
      { service: 'follow-up', port: 3, operationsPort: 4 },
      { service: 'intake', port: 5, operationsPort: 6 },
    ] as const;
    expect(listeningAt(places[0])).toEqual({ REDRESS_PORT: '1', REDRESS_OPERATIONS_PORT: '2' });
    expect(gatewayAddresses(places, { REDRESS_INTAKE_URL: 'http://far:1' })).toMatchObject({
      REDRESS_INTAKE_URL: 'http://127.0.0.1:1,http://127.0.0.1:5,http://far:1',
      REDRESS_INTAKE_OPERATIONS_URL: 'http://127.0.0.1:2,http://127.0.0.1:6',
      REDRESS_FOLLOW_UP_URL: 'http://127.0.0.1:3',
    });
  });
});
