import type { Timestamp } from '@redress/kernel';
import type { ErasedSubject, ServiceRuntime } from '@redress/runtime';

/** Far more than end within one millisecond, the finest that is told of an end. */
const pageMax = 1_000;

/** Who was erased at an instant or later, in the order of their ends. Some come twice; no page is empty. */
export async function* erasurePages(
  runtime: Pick<ServiceRuntime, 'erasedSince'>,
  since: Timestamp,
): AsyncGenerator<readonly ErasedSubject[]> {
  for (let from = since; ; ) {
    const page = await runtime.erasedSince(from, pageMax);
    const last = page.at(-1);
    if (last) yield page;
    if (!last || page.length < pageMax) return;
    from = last.destroyedAt;
  }
}
