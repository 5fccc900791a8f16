import type { OpenSpan } from '@redress/observability';
import type { RequestCaller } from './request-caller.js';
import type { Identity } from './identity.js';

/** What the edge found out about a request on its way in. */
export interface RequestState {
  identity?: Identity;
  caller?: RequestCaller;
  /** While traces are collected. */
  span?: OpenSpan;
}

const states = new WeakMap<object, RequestState>();

/** The state of a request; made when first asked for, gone with the request. */
export function requestState(request: object): RequestState {
  const known = states.get(request);
  if (known) return known;
  const fresh: RequestState = {};
  states.set(request, fresh);
  return fresh;
}
