import { closeAll, openInParts } from './closing.js';

describe('parts that were opened one after the other', () => {
  it('close in the opposite order, also those behind one that fails', async () => {
    const closed: string[] = [];
    const close = (name: string) => async () => {
      closed.push(name);
      if (name === 'second') throw new Error('the second one hangs on');
    };
    const closing = ['first', 'second', 'third'].map(close);
    await expect(closeAll(closing)).rejects.toThrow('not everything closed cleanly');
    expect(closed).toEqual(['third', 'second', 'first']);
    await closeAll(closing);
    expect(closed).toHaveLength(3);
  });

  it('close when the next one cannot be opened, and the reason of that is what is told', async () => {
    const closed: string[] = [];
    const opening = openInParts(async (closing) => {
      closing.push(async () => closed.push('first'));
      closing.push(() => Promise.reject(new Error('cannot be closed')));
      throw new Error('cannot be opened');
    });
    await expect(opening).rejects.toThrow('cannot be opened');
    expect(closed).toEqual(['first']);
  });

  it('stay open when all could be opened', async () => {
    const closed: string[] = [];
    const open = openInParts(async (closing) => {
      closing.push(async () => closed.push('first'));
      return 'open';
    });
    expect(await open).toBe('open');
    expect(closed).toEqual([]);
  });
});
