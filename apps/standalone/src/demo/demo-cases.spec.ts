import { type Stage, stages } from '@redress/contracts';
import { demoCases } from './demo-cases.js';
import { caseId, demoSteps } from './demo-steps.js';
import { demoIds } from './demo-tenant.js';

const createdAt = new Date('2026-03-02T09:00:00.000Z');
const languages = ['zh-CN', 'en'] as const;

const stagesOf = (no: number): Stage[] => {
  const found = demoCases.find((each) => each.no === no);
  if (!found) throw new Error(`the demo has no case ${no}`);
  return demoSteps(found, caseId(found), createdAt).map(({ stage }) => stage);
};

describe('the demo', () => {
  it.each(stages.flatMap((stage) => languages.map((language) => [stage, language] as const)))(
    'shows a complaint that stands at %s in %s',
    (stage, language) => {
      const found = demoCases.filter((c) => c.reached === stage && c.language === language);
      expect(found.length).toBeGreaterThan(0);
    },
  );

  it.each(demoCases)('has case $no in the writing of its language', (c) => {
    const written = [c.content, c.expectedOutcome, c.words, c.conclusion, c.plan, c.fix];
    for (const text of [...written, c.prevention]) {
      expect(/\p{Script=Han}/u.test(text)).toBe(c.language === 'zh-CN');
    }
  });

  it('numbers its cases once, and gives them to departments that it has', () => {
    const numbers = demoCases.map(({ no }) => no);
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
    const departments: string[] = [demoIds.production, demoIds.logistics, demoIds.service];
    for (const { departmentId } of demoCases) expect(departments).toContain(departmentId);
  });

  it('walks the stages in their order, and leaves none out', () => {
    const walked = stagesOf(10);
    const order = walked.map((stage) => stages.indexOf(stage));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(new Set(walked)).toEqual(new Set(stages));
  });

  it('has the same steps whenever it is loaded again', () => {
    for (const c of demoCases) {
      const load = () => JSON.stringify(demoSteps(c, caseId(c), createdAt));
      expect(load()).toBe(load());
    }
  });
});
