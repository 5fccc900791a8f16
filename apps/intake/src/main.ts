import { runServiceProcess } from '@redress/runtime';
import { IntakeModule, intakeService } from './intake.module.js';

await runServiceProcess({ blueprint: intakeService, module: IntakeModule });
