import type { CloseGate } from '@redress/contracts';
import { ViewColumn, ViewEntity } from 'typeorm';
import type { CaseClock } from '../../domain/clock-part.js';
import type { CustomerSurvey, DepartmentForm } from '../../domain/closure-part.js';
import { CasesView } from './cases.view.js';

/** A case with its promises and both legs of its feedback: too much for a list. */
@ViewEntity({ name: 'cases' })
export class CaseDetailsView extends CasesView {
  @ViewColumn({ name: 'unmet_gates' })
  unmetGates: CloseGate[];

  @ViewColumn({ name: 'clocks' })
  clocks: CaseClock[];

  @ViewColumn({ name: 'department_forms' })
  departmentForms: DepartmentForm[];

  @ViewColumn({ name: 'customer_surveys' })
  customerSurveys: CustomerSurvey[];
}
