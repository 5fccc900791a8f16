/** One thing that is wrong with the environment. */
export interface ConfigProblem {
  readonly variable: string;
  readonly problem: string;
}

/** Everything that is wrong with the environment, at once. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly ConfigProblem[]) {
    const lines = problems.map(({ variable, problem }) => `  ${variable} ${problem}`);
    super(`the environment cannot be used:\n${lines.join('\n')}`);
    this.name = 'ConfigError';
  }
}
