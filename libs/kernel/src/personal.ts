/**
 * Text about a person. In memory, on its way into the log, it is `{ personal }`; at rest it is
 * `{ sealed }`, the name of its subject (`complaint:<id>`), and the text is in that subject's
 * ciphertext beside the event. Deciders carry it and never read it.
 */
export type PersonalText = { readonly personal: string } | { readonly sealed: string };

/** Text written by the tenant about its own business: sealed with the tenant's key. */
export type TenantText = PersonalText;

/** Marks clear text as personal, so that it can be put into an event. */
export function personal(text: string): PersonalText {
  return { personal: text };
}
