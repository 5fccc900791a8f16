import { serveFolds, type Projection } from '../src/index.js';
import { tallyCatalogue, tallyProjection } from './tally-projection.js';

serveFolds([tallyProjection as Projection], tallyCatalogue);
