import { type NoteApp, noteId, notebook } from './note-app.js';
import { type NoteClient, expectProblem, note, startNoteClient } from './note-client.js';

let notes: NoteApp;
let write: NoteClient['write'];

beforeAll(async () => {
  ({ notes, write } = await startNoteClient());
});
afterAll(() => notes.app.close());

describe('a body', () => {
  it.each([
    ['no JSON', '{', 400, 'BODY_MALFORMED'],
    ['trailing text', '{} x', 400, 'BODY_MALFORMED'],
    ['NaN', '{"a":NaN}', 400, 'BODY_MALFORMED'],
    ['broken UTF-8', Buffer.from([0x22, 0xc3, 0x28, 0x22]), 400, 'BODY_NOT_UTF8'],
    ['UTF-8 of a surrogate', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), 400, 'BODY_NOT_UTF8'],
    ['UTF-16', Buffer.from('{"a":1}', 'utf16le'), 400, 'BODY_MALFORMED'],
    ['33 levels', `${'['.repeat(33)}${']'.repeat(33)}`, 400, 'BODY_TOO_DEEP'],
    ['100,000 levels', '['.repeat(100_000), 400, 'BODY_TOO_DEEP'],
    ['__proto__', '{"__proto__":{"x":1}}', 400, 'BODY_FORBIDDEN_KEY'],
    ['__proto__ in disguise', '{"\\u005f_proto__":{"x":1}}', 400, 'BODY_FORBIDDEN_KEY'],
    ['constructor', '{"a":{"constructor":{"prototype":{}}}}', 400, 'BODY_FORBIDDEN_KEY'],
    ['a key twice', '{"text":"a","text":"b"}', 400, 'BODY_FORBIDDEN_KEY'],
    ['NUL', '{"text":"a\\u0000b"}', 400, 'BODY_INVALID'],
    ['half a character', '{"text":"\\ud83d"}', 400, 'BODY_INVALID'],
    ['a number beyond doubles', '{"count":1e999}', 400, 'BODY_INVALID'],
    ['1,001 entries', JSON.stringify({ lines: Array(1_001).fill(1) }), 400, 'BODY_INVALID'],
    ['20,001 characters', JSON.stringify({ text: 'x'.repeat(20_001) }), 400, 'BODY_INVALID'],
    ['more than 256 KB', JSON.stringify({ text: 'x'.repeat(256 * 1024) }), 413, 'BODY_TOO_LARGE'],
    ['null', 'null', 400, 'BODY_INVALID'],
    ['a list', '[]', 400, 'BODY_INVALID'],
    ['a text', '"x"', 400, 'BODY_INVALID'],
    ['nothing', '', 400, 'BODY_INVALID'],
  ])('S08: refuses %s', async (_, body, status, code) => {
    expectProblem(await write(body), status, code);
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'application/json; charset=gbk',
    'text/json',
  ])('refuses %s', async (type) => {
    expectProblem(await write(note, { 'content-type': type }), 415, 'BODY_MEDIA_TYPE');
  });

  it('refuses a compressed body', async () => {
    expectProblem(await write(note, { 'content-encoding': 'gzip' }), 415, 'BODY_MEDIA_TYPE');
  });

  it('S06: lists unknown and bad fields by path and never repeats a value', async () => {
    const response = await write({
      ...note,
      channel: 'PIGEON',
      tenantId: 'other',
      about: 'SECRET-VALUE',
      urgent: 'true',
      first: [],
      lines: [{ code: 'A', count: 1 }, { code: 'A', count: 0, approver: 'me' }, null],
      seenAt: ['2026-02-30T00:00:00Z'],
      on: null,
    });
    const problem = expectProblem(response, 400, 'BODY_INVALID');
    const paths = problem.context.errors.map(({ path }: { path: string }) => path).sort();
    expect(paths).toEqual([
      'about',
      'channel',
      'first',
      'lines[1].approver',
      'lines[1].count',
      'lines[2]',
      'on',
      'seenAt',
      'tenantId',
      'urgent',
    ]);
    expect(response.body).not.toContain('SECRET-VALUE');
  });

  it('takes every kind of field at its best', async () => {
    const full = {
      ...note,
      about: noteId,
      urgent: false,
      on: '2028-02-29',
      at: '24:00',
      ref: 'C-2026/000123',
      currency: 'CNY',
      language: 'zh-Hans-CN',
      zone: 'Asia/Shanghai',
      sha256: 'a'.repeat(64),
      first: { code: 'X', count: 99 },
      lines: [{ code: 'X', count: 1 }],
      seenAt: ['2026-03-01t00:00:00.123456z', '2026-03-01T00:00:00-00:00'],
    };
    expect((await write(full)).statusCode).toBe(201);
    expect(notebook.bodies.at(-1)?.seenAt).toEqual([
      '2026-03-01T00:00:00.123Z',
      '2026-03-01T00:00:00.000Z',
    ]);
  });

  it.each([
    ['about', noteId.toUpperCase()],
    ['about', 'x'],
    ['urgent', 1],
    ['on', '2026-02-29'],
    ['on', '2026-2-1'],
    ['at', '24:01'],
    ['ref', ' a'],
    ['currency', 'cny'],
    ['language', 'ZH'],
    ['zone', 'Mars/Olympus'],
    ['zone', '../etc'],
    ['sha256', 'A'.repeat(64)],
    ['writtenAt', '2026-03-01T00:00:00'],
    ['writtenAt', '2026-13-01T00:00:00Z'],
    ['writtenAt', '2026-03-01'],
    ['writtenAt', 0],
    ['writtenAt', '9999-12-31T23:59:59-23:59'],
    ['writtenAt', '0000-06-01T00:00:00Z'],
    ['writtenAt', '1890-01-01T00:00:00Z'],
    ['writtenAt', '1900-01-01T00:00:00+00:01'],
    ['writtenAt', '9000-01-01T00:00:00Z'],
    ['on', '0000-06-01'],
    ['on', '1899-12-31'],
    ['text', ' \n'],
    ['text', ''],
    ['text', 'x'.repeat(201)],
    ['lines', {}],
    ['lines', [[]]],
    ['lines', [[{ code: 'A', count: 1 }]]],
    ['lines', Array(4).fill({ code: 'A', count: 1 })],
    ['seenAt', []],
    ['first', 'x'],
    ['first', { code: 'A', count: 1.5 }],
    ['first', { code: 'a', count: 1 }],
    ['first', { code: 'A' }],
  ])('refuses %s = %j', async (field, value) => {
    const problem = expectProblem(await write({ ...note, [field]: value }), 400, 'BODY_INVALID');
    expect(problem.context.errors[0].path).toMatch(new RegExp(`^${field}`));
  });
});
