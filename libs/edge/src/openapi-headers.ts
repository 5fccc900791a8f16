import type { ParameterObject } from './openapi-shapes.js';
import { type RouteDeclaration, isCommand } from './route-declaration.js';

/** The request headers that a route takes, as OpenAPI parameters. */
export function requestHeadersOf(route: RouteDeclaration): ParameterObject[] {
  if (route.access?.kind !== 'permission') return [];
  return [
    ...(isCommand(route) ? [idempotencyKey, ifMatch] : []),
    { ...purpose, required: route.purposeRequired },
    after,
  ];
}

const idempotencyKey: ParameterObject = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  description:
    'Chosen by the client, one per intention. Sent again with the same body it changes nothing and ' +
    'gets the first answer again, marked `Idempotency-Replayed: true`.',
  schema: { type: 'string', pattern: '^[A-Za-z0-9._:-]{1,128}$' },
};

const ifMatch: ParameterObject = {
  name: 'If-Match',
  in: 'header',
  required: false,
  description: 'The ETag that the client acts on; another version is refused with STALE_VERSION.',
  schema: { type: 'string', pattern: '^"(0|[1-9][0-9]{0,14})"$' },
};

const purpose: ParameterObject = {
  name: 'Redress-Purpose',
  in: 'header',
  required: false,
  description: 'Why personal data is read, e.g. HANDLE_CASE. It is logged with the reading.',
  schema: { type: 'string', pattern: '^[A-Z][A-Z0-9_]{2,63}$' },
};

const after: ParameterObject = {
  name: 'Redress-After',
  in: 'header',
  required: false,
  description:
    'Up to 8 positions, `<log>/<partition>/<offset>` with commas between: the request waits, at ' +
    'most 5 s, until the service has come so far.',
  schema: { type: 'string', example: 'intake/3/17' },
};

/** The response headers of a command. */
export const answerHeaders = {
  ETag: {
    description: 'The version of the stream, for If-Match.',
    schema: { type: 'string' },
  },
  'Redress-Offset': {
    description: 'Where the command was written, for Redress-After of later requests.',
    schema: { type: 'string' },
  },
  'Idempotency-Replayed': {
    description: '`true` when an earlier request with the same key had done it.',
    schema: { type: 'string' },
  },
} as const;
