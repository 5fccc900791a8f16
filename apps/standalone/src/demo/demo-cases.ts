import { chineseCases } from './chinese-cases.js';
import type { DemoCase } from './demo-case.js';
import { englishCases } from './english-cases.js';

/** All complaints of the demo, in the order of their numbers. */
export const demoCases: readonly DemoCase[] = [...chineseCases, ...englishCases].sort(
  (one, other) => one.no - other.no,
);
