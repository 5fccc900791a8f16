import { runServiceProcess } from '@redress/runtime';
import { FollowUpModule, followUpService } from './follow-up.module.js';

await runServiceProcess({ blueprint: followUpService, module: FollowUpModule });
