import { runServiceProcess } from '@redress/runtime';
import { AnalyticsModule, analyticsService } from './analytics.module.js';

await runServiceProcess({ blueprint: analyticsService, module: AnalyticsModule });
