/** Where the API documentation is served. */
export const docsPath = '/api/docs';

const always = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
} as const;

const nothing = "default-src 'none'; frame-ancestors 'none'";

// The page of Swagger UI has one inline style sheet and draws its logo from a data URL.
const docs = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The headers that every answer carries, by path. */
export function securityHeadersFor(path: string): Readonly<Record<string, string>> {
  return { ...always, 'content-security-policy': path.startsWith(docsPath) ? docs : nothing };
}
