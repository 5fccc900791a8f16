import { redressCatalogue } from '@redress/contracts';
import { type Projection, serveFolds } from '@redress/projections';
import { fullPayloadProjection } from './full-payload.projection.js';

// The entry of a thread, as `bulk-fold.main` of analytics is one.
serveFolds([fullPayloadProjection] as readonly Projection[], redressCatalogue);
