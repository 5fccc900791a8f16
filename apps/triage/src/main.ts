import { runServiceProcess } from '@redress/runtime';
import { TriageModule, triageService } from './triage.module.js';

await runServiceProcess({ blueprint: triageService, module: TriageModule });
