import fc from 'fast-check';
import { componentsOf, type LinkedKeys } from './linked-keys.js';

interface Link {
  readonly tenantId: string;
  readonly key: string;
  readonly other: string;
}

const key = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'B', 'ä');
const links = fc.array(fc.record({ tenantId: fc.constantFrom('one', 'two'), key, other: key }), {
  maxLength: 14,
});

/** Step by step: from every key as far as links lead, in either direction. */
function naiveComponents(all: readonly Link[]): LinkedKeys[] {
  const found = new Map<string, LinkedKeys>();
  for (const { tenantId, key: start } of all.flatMap((link) => [
    link,
    { ...link, key: link.other },
  ])) {
    let reached = new Set([start]);
    for (let size = 0; size < reached.size; ) {
      size = reached.size;
      const next = all.filter((link) => link.tenantId === tenantId);
      reached = new Set([
        ...reached,
        ...next.flatMap((link) => (reached.has(link.key) ? [link.other] : [])),
        ...next.flatMap((link) => (reached.has(link.other) ? [link.key] : [])),
      ]);
    }
    const keys = [...reached].sort();
    found.set(`${tenantId} ${keys[0]}`, { tenantId, keys });
  }
  return [...found.values()];
}

const inOrder = (components: readonly LinkedKeys[]) =>
  [...components].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
const nameOf = ({ tenantId, keys }: LinkedKeys) => `${tenantId} ${keys[0]}`;

describe('componentsOf', () => {
  it('finds what a walk along the links finds', () => {
    fc.assert(
      fc.property(links, (all) => {
        expect(inOrder(componentsOf(all))).toEqual(inOrder(naiveComponents(all)));
      }),
    );
  });

  it('does not depend on the order of the links', () => {
    fc.assert(
      fc.property(links, (all) => {
        const turned = [...all]
          .reverse()
          .map((link) => ({ ...link, key: link.other, other: link.key }));
        expect(inOrder(componentsOf(turned))).toEqual(inOrder(componentsOf(all)));
      }),
    );
  });

  it('follows a chain of a hundred thousand links', () => {
    const chain = Array.from({ length: 100_000 }, (_, n) => {
      return { tenantId: 'one', key: `k${n}`, other: `k${n + 1}` };
    });
    expect(componentsOf(chain)).toHaveLength(1);
  });
});
