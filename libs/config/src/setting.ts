/** What reading one variable came to: its value, or what is wrong with it in words. */
export type Reading<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problem: string };

/** One environment variable: its name, what it is for, and how its text becomes a value. */
export interface Setting<Value> {
  readonly variable: string;
  readonly description: string;
  /** How the default looks in an environment file; undefined when there is none. */
  readonly fallbackText?: string;
  readonly secret: boolean;
  /** `undefined` is a variable that is not set or empty. A problem never repeats a secret. */
  read(text: string | undefined): Reading<Value>;
}

/** A variable that must be set. */
export interface Required {
  readonly description: string;
}

/** A variable that may be left out: the value is then undefined. */
export interface Optional {
  readonly description: string;
  readonly optional: true;
}

/** A variable with a default. */
export interface WithFallback<Value> {
  readonly description: string;
  readonly fallback: Value;
}

/** The three ways to declare a variable. Secrets have no fallback: see `secret`. */
export type Presence<Value> = Required | Optional | WithFallback<Value>;

/** What a setting of a given presence holds. */
export type Held<Value, P> = P extends Optional ? Value | undefined : Value;

/** Makes a setting from the function that reads a text that is there. */
export function setting<Value, P extends Presence<Value>>(
  variable: string,
  presence: P,
  kind: { readonly secret?: true; parse(text: string): Reading<Value> },
): Setting<Held<Value, P>> {
  const absent = (): Reading<Value | undefined> => {
    if ('fallback' in presence) return { ok: true, value: presence.fallback };
    if ('optional' in presence) return { ok: true, value: undefined };
    return { ok: false, problem: 'is not set' };
  };
  return {
    variable,
    description: presence.description,
    secret: kind.secret ?? false,
    ...('fallback' in presence ? { fallbackText: String(presence.fallback) } : {}),
    read: (text) =>
      (text === undefined || text === '' ? absent() : kind.parse(text)) as Reading<Held<Value, P>>,
  };
}
