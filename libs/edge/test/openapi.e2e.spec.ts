import { type NoteApp, startNoteApp } from './note-app.js';

let notes: NoteApp;
beforeAll(async () => {
  notes = await startNoteApp();
});
afterAll(() => notes.app.close());

const get = (url: string) => notes.app.inject({ method: 'GET', url });

describe('/api/openapi.json', () => {
  it('is OpenAPI 3.1 of exactly the routes that are served', async () => {
    const document = (await get('/api/openapi.json')).json();
    expect(document.openapi).toBe('3.1.0');
    const described = Object.entries<object>(document.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(described.sort()).toEqual([
      'GET /api/openapi.json',
      'GET /api/v1/clocks/{id}',
      'GET /api/v1/notes',
      'GET /api/v1/notes/export',
      'GET /api/v1/notes/parts/{part}',
      'GET /api/v1/notes/{id}',
      'GET /health/live',
      'GET /health/ready',
      'POST /api/v1/clocks/{id}/hello',
      'POST /api/v1/notes',
      'POST /api/v1/notes/{id}/break',
      'POST /api/v1/notes/{id}/cut',
      'POST /api/v1/notes/{id}/refuse',
      'POST /api/v1/notes/{id}/rename',
      'POST /api/v1/notes/{id}/swell',
      'PUT /api/v1/notes/{id}',
    ]);
    for (const line of described) {
      const [method = '', path = ''] = line.split(' ');
      const url = path.replace(/\{(\w+)\}/g, ':$1');
      const fastify = notes.app.getHttpAdapter().getInstance();
      expect([line, fastify.hasRoute({ method, url })]).toEqual([line, true]);
    }
  });

  it('tells of each route who may, which headers it takes and how it refuses', async () => {
    const { paths, components } = (await get('/api/openapi.json')).json();
    const headers = (operation: {
      parameters: { name: string; in: string; required: boolean }[];
    }) => operation.parameters.filter((p) => p.in === 'header').map((p) => [p.name, p.required]);
    const write = paths['/api/v1/notes'].post;
    expect(headers(write)).toEqual([
      ['Idempotency-Key', true],
      ['If-Match', false],
      ['Redress-Purpose', false],
      ['Redress-After', false],
    ]);
    expect(write).toMatchObject({
      operationId: 'Note.write',
      tags: ['intake'],
      security: [{ 'access-token': [] }],
      'x-permission': 'complaints.receive',
      'x-roles': ['agent', 'supervisor', 'integration'],
      responses: {
        '201': {
          headers: { ETag: {}, 'Redress-Offset': {}, 'Idempotency-Replayed': {} },
          content: {
            'application/json': { schema: { $ref: '#/components/schemas/CommandAnswer' } },
          },
        },
        '4XX': {
          content: {
            'application/problem+json': {
              schema: { $ref: '#/components/schemas/ProblemDocument' },
            },
          },
        },
      },
    });
    expect(Object.keys(paths['/api/v1/notes/{id}/rename'].post.responses)).toContain('200');
    expect(headers(paths['/api/v1/notes/{id}'].get)).toEqual([
      ['Redress-Purpose', true],
      ['Redress-After', false],
    ]);
    expect(paths['/api/v1/clocks/{id}/hello'].post).not.toHaveProperty('security');
    expect(components.schemas.ProblemDocument.properties.code.enum).toContain('STALE_VERSION');
    expect(components.securitySchemes['access-token']).toMatchObject({ scheme: 'bearer' });
  });

  it('describes bodies, queries and path parameters by the rules that check them', async () => {
    const { paths, components } = (await get('/api/openapi.json')).json();
    const { properties, required } = components.schemas.NoteBody;
    expect(required).toEqual(['channel', 'text', 'writtenAt']);
    expect(properties).toMatchObject({
      channel: { type: 'string', enum: ['PHONE', 'EMAIL'] },
      text: { type: 'string', minLength: 1, maxLength: 200 },
      writtenAt: { type: 'string', format: 'date-time' },
      about: { type: 'string', format: 'uuid' },
      first: { $ref: '#/components/schemas/Line' },
      lines: { type: 'array', maxItems: 3, items: { $ref: '#/components/schemas/Line' } },
      seenAt: { type: 'array', minItems: 1, items: { type: 'string', format: 'date-time' } },
    });
    const parameter = (operation: { parameters: { name: string }[] }, name: string) =>
      operation.parameters.find((one) => one.name === name);
    expect(parameter(paths['/api/v1/notes'].get, 'limit')).toMatchObject({
      in: 'query',
      required: false,
      schema: { type: 'integer', minimum: 1, maximum: 200 },
    });
    expect(parameter(paths['/api/v1/notes/{id}'].get, 'id')).toMatchObject({
      in: 'path',
      required: true,
      schema: { type: 'string', format: 'uuid' },
    });
    expect(
      paths['/api/v1/notes'].get.responses['200'].content['application/json'].schema.properties
        .items.items,
    ).toEqual({
      $ref: '#/components/schemas/NoteView',
    });
  });
});

describe('an export in the document', () => {
  it('is text/csv', async () => {
    const { paths } = (await get('/api/openapi.json')).json();
    const { content } = paths['/api/v1/notes/export'].get.responses['200'];
    expect(content).toEqual({ 'text/csv': { schema: { type: 'string' } } });
  });
});

describe('/api/docs', () => {
  it('is where / leads, with scripts of our own only', async () => {
    const home = await get('/');
    expect([home.statusCode, home.headers['location']]).toEqual([302, '/api/docs']);
    const page = await get('/api/docs');
    expect(page.statusCode).toBe(200);
    expect(page.headers['content-security-policy']).toContain("script-src 'self';");
    expect(page.body).not.toMatch(/<script>|https?:\/\/(?!www\.w3\.org)/);
    const scripts = [...page.body.matchAll(/<script src="([^"]+)"/g)].map(
      ([, source = '']) => source,
    );
    expect(scripts.length).toBeGreaterThan(1);
    for (const source of scripts) {
      const url = new URL(source, 'http://x/api/docs').pathname;
      expect([url, (await get(url)).statusCode]).toEqual([url, 200]);
    }
  });
});

describe('/health', () => {
  it('is live and ready without a token, and not ready while it drains', async () => {
    expect((await get('/health/live')).json()).toEqual({ status: 'live' });
    expect((await get('/health/ready')).json()).toEqual({
      status: 'ready',
      checks: { database: 'up' },
    });
    void notes.edge.drain();
    expect((await get('/health/ready')).statusCode).toBe(503);
    expect((await get('/health/live')).statusCode).toBe(200);
    const refused = await get('/api/v1/notes');
    expect([refused.statusCode, refused.json().code, refused.headers['retry-after']]).toEqual([
      503,
      'NOT_READY',
      '1',
    ]);
  });
});
