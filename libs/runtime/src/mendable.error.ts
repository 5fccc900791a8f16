/** What a person can mend: the message says how, and where it was thrown helps nobody. */
export class MendableError extends Error {}

/** The command line was not understood, or asks for what this environment does not allow. */
export class UsageError extends Error {}
