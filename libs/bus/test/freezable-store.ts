import type { OwnershipStore } from '../src/ownership-store.port.js';

/** The same store, out of reach between `freeze` and `thaw`. */
export function freezable(store: OwnershipStore): {
  store: OwnershipStore;
  freeze(): void;
  thaw(): void;
} {
  let ice: { readonly melted: Promise<void>; readonly melt: () => void } | undefined;
  const through = async <T>(work: () => Promise<T>): Promise<T> => {
    while (ice) await ice.melted;
    return work();
  };
  return {
    store: {
      prepare: (options) => through(() => store.prepare(options)),
      renew: (member, groups) => through(() => store.renew(member, groups)),
      claim: (member, group, wanted) => through(() => store.claim(member, group, wanted)),
      release: (member, group, owned) => through(() => store.release(member, group, owned)),
      leave: (member, group) => through(() => store.leave(member, group)),
      committed: (group) => through(() => store.committed(group)),
    },
    freeze() {
      let melt: () => void = () => undefined;
      const melted = new Promise<void>((resolve) => {
        melt = resolve;
      });
      ice = { melted, melt };
    },
    thaw() {
      const { melt } = ice ?? {};
      ice = undefined;
      melt?.();
    },
  };
}
