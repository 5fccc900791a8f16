import type { ConductClass, IncidentFactor } from '@redress/contracts';

/** The classes of conduct that a factor of the risk score can belong to. */
const classesOf: Readonly<Record<IncidentFactor, readonly ConductClass[]>> = {
  B1: ['BEHAVIOUR'],
  B2: ['BEHAVIOUR'],
  B3: ['DISHONESTY'],
  B4: ['DISHONESTY'],
  B5: ['DEMANDS', 'ARGUMENTS'],
  B6: ['NON_COOPERATION'],
  Q1: ['PERSISTENCE'],
  Q2: ['PERSISTENCE'],
  Q3: ['PERSISTENCE'],
  E2: ['DISHONESTY'],
};

/** Whether what was done (the class) can be weighed as this factor; a threat is no persistence. */
export function isFactorOfClass(factor: IncidentFactor, conduct: ConductClass): boolean {
  return classesOf[factor].includes(conduct);
}
