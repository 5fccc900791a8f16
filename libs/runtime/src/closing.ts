/** How to close what was opened, in the order of opening. */
export type Closing = (() => Promise<unknown>)[];

/** Closes in the opposite order of opening; one failure does not keep the others open. */
export async function closeAll(closing: Closing): Promise<void> {
  const failures: unknown[] = [];
  for (const close of closing.splice(0).reverse()) {
    try {
      await close();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'not everything closed cleanly');
}

/** Opens what consists of parts. Where one of them fails, those before it are closed again. */
export async function openInParts<T>(open: (closing: Closing) => Promise<T>): Promise<T> {
  const closing: Closing = [];
  try {
    return await open(closing);
  } catch (error) {
    // What went wrong first is what has to be mended.
    await closeAll(closing).catch(() => undefined);
    throw error;
  }
}
