/** Runs work on all items, at most `lanes` at the same time; stops at the first failure. */
export async function inLanes<Item>(
  items: readonly Item[],
  lanes: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  let failed = false;
  const lane = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined && !failed; item = queue.shift()) {
      try {
        await work(item);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  // What was begun is waited for: nobody works on behind the back of a failure.
  const ended = await Promise.allSettled(Array.from({ length: lanes }, lane));
  const first = ended.find((each) => each.status === 'rejected');
  if (first?.status === 'rejected') throw first.reason;
}
