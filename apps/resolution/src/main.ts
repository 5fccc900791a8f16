import { runServiceProcess } from '@redress/runtime';
import { ResolutionModule, resolutionService } from './resolution.module.js';

await runServiceProcess({ blueprint: resolutionService, module: ResolutionModule });
