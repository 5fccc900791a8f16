/** Longest wait for one group, in milliseconds: brokers that are away must not hide all else. */
const measureMaxMs = 5_000;

/** What is measured of a group. Rejects as the measuring does, and when it takes too long. */
export async function inTime<T>({ group }: { group: string }, measuring: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`${group} was not measured within ${measureMaxMs} ms`)),
      measureMaxMs,
    );
  });
  return Promise.race([measuring, late]).finally(() => clearTimeout(timer));
}
