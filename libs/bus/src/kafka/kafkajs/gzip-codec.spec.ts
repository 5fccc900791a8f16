import { randomBytes } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import kafkajs from 'kafkajs';
import './gzip-codec.js';

const { CompressionCodecs, CompressionTypes } = kafkajs;
const codec = CompressionCodecs[CompressionTypes.GZIP]();

describe('the gzip of batches', () => {
  // On both sides of the length from which on another thread does it.
  it.each([0, 1, 700, 65_536, 65_537, 1_000_000])('gives back %i bytes', async (length) => {
    const buffer = randomBytes(length);
    const compressed = await codec.compress({ buffer });
    expect(gunzipSync(compressed).equals(buffer)).toBe(true);
    expect((await codec.decompress(compressed)).equals(buffer)).toBe(true);
  });

  it('is ours and not the slower one of kafkajs', async () => {
    const buffer = Buffer.alloc(20_000, 'complaint');
    const fast = gzipSync(buffer, { level: 1 });
    expect(fast.equals(gzipSync(buffer))).toBe(false);
    expect((await codec.compress({ buffer })).equals(fast)).toBe(true);
  });

  it('refuses what is none', async () => {
    await expect(codec.decompress(Buffer.from('not compressed'))).rejects.toThrow('header');
  });
});
