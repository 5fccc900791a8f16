import { timestampOf } from '@redress/kernel';
import type { ErasedSubject } from '@redress/runtime';
import { erasurePages } from './erasure-pages.js';

/** So many erasures, two in each millisecond. */
function runtimeWith(count: number) {
  const erased = Array.from({ length: count }, (_, n): ErasedSubject => {
    const destroyedAt = timestampOf(1_000 + Math.floor(n / 2));
    return { tenantId: 'demo', subject: `customer:${n}`, destroyedAt };
  });
  let most = 0;
  return {
    most: () => most,
    async erasedSince(at: string, limit: number) {
      const page = erased.filter(({ destroyedAt }) => destroyedAt >= at).slice(0, limit);
      most = Math.max(most, page.length);
      return page;
    },
  };
}

async function subjectsOf(runtime: ReturnType<typeof runtimeWith>): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for await (const page of erasurePages(runtime, timestampOf(0))) {
    for (const { subject } of page) found.add(subject);
  }
  return found;
}

describe('erasures, page by page', () => {
  it('are all there, however many they are, and never all at once', async () => {
    for (const count of [0, 1, 999, 1_000, 1_001, 5_000]) {
      const runtime = runtimeWith(count);
      expect([count, (await subjectsOf(runtime)).size]).toEqual([count, count]);
      expect(runtime.most()).toBeLessThanOrEqual(1_000);
    }
  });
});
