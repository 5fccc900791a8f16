/** A file as the conventions see it: its path from the root of the repository, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** A convention: one line per violation, `<path>: <what is wrong>`. */
export type Convention = (files: readonly SourceFile[]) => readonly string[];
