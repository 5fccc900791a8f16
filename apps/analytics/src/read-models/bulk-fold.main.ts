import { redressCatalogue } from '@redress/contracts';
import { serveFolds } from '@redress/projections';
import { analyticsProjections } from './analytics-projections.js';

// The entry of a thread in which whole logs are folded while requests go on in the main one.
serveFolds(analyticsProjections, redressCatalogue);
