import { type Logger, createLogger, nestLogger } from './index.js';

function logged(work: (logger: Logger) => void, human = false): string[] {
  const lines: string[] = [];
  work(
    createLogger({
      name: 'intake',
      level: 'info',
      human,
      destination: { write: (line) => lines.push(line) },
    }),
  );
  return lines;
}

describe('createLogger', () => {
  it('writes one JSON line per message', () => {
    const [line] = logged((logger) => logger.info({ port: 4_400 }, 'ready'));
    expect(JSON.parse(line ?? '')).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      name: 'intake',
      port: 4_400,
      msg: 'ready',
    });
  });

  it('leaves out what is below its level', () => {
    expect(logged((logger) => logger.debug({}, 'detail'))).toEqual([]);
  });

  it('withholds personal data and credentials, however deep and however spelt', () => {
    const lines = logged((logger) =>
      logger.child({ customer: { email: 'wang@example.com' } }).info(
        {
          request: { headers: { Authorization: 'Bearer abc', 'set-cookie': 'sid=1' } },
          description: { personal: '王小明 called' },
          rows: [{ full_name: '王小明', id: 7 }],
        },
        'looked at',
      ),
    );
    expect(lines.join()).not.toMatch(/王小明|wang@|Bearer|sid=/);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ rows: [{ id: 7 }] });
  });

  it('keeps of an error what a programmer needs and drops what a driver adds', () => {
    const error = Object.assign(new Error('duplicate key', { cause: new Error('inner') }), {
      code: '23505',
      detail: 'Key (email)=(wang@example.com) already exists.',
    });
    const [line = ''] = logged((logger) => logger.error({ err: error }, 'failed'));
    expect(line).not.toContain('wang@');
    expect(JSON.parse(line).err).toMatchObject({
      type: 'Error',
      message: 'duplicate key',
      code: '23505',
      cause: { message: 'inner' },
    });
  });

  it('bounds depth, lists and texts', () => {
    const deep: Record<string, unknown> = {};
    deep['self'] = deep;
    const [line = ''] = logged((logger) =>
      logger.info(
        { deep, list: Array.from({ length: 99 }, () => 1), long: 'x'.repeat(9_000) },
        'big',
      ),
    );
    expect(line.length).toBeLessThan(6_000);
    expect(line).toContain('[49 more]');
  });

  it.each([false, true])(
    'cannot be made to write a second line or a terminal escape (human: %s)',
    (human) => {
      const forged = 'x\n{"level":"error"}\r\u001b[31m\u2028\u202e';
      const lines = logged((logger) => logger.info({ forged }, `said ${forged}`), human);
      expect(lines).toHaveLength(1);
      expect(lines[0]?.trimEnd()).not.toMatch(/\p{Cc}/u);
    },
  );

  it('writes for people when asked to', () => {
    const [line = '', ...rest] = logged(
      (logger) => logger.error({ err: new Error('no'), log: 'intake' }, 'failed'),
      true,
    );
    expect(rest).toEqual([]);
    expect(line).toMatch(
      /^\d\d:\d\d:\d\d\.\d{3} {2}ERROR {2}intake {2}failed {2}log="intake"\n {4}Error: no\n {8}at /,
    );
  });
});

describe('nestLogger', () => {
  it('passes context and errors on, and keeps the chatter of modules at debug', () => {
    const lines = logged((logger) => {
      const nest = nestLogger(logger);
      nest.log('Mapped {/, GET} route', 'RouterExplorer');
      nest.warn('slow', 'Injector');
      nest.error(new Error('broken'), 'Nest');
    });
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: 'warn', msg: 'slow', context: 'Injector' },
      { level: 'error', msg: 'broken', context: 'Nest', err: { type: 'Error' } },
    ]);
  });
});
