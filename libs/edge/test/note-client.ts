import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import type { Role } from '@redress/contracts';
import { type NoteApp, startNoteApp } from './note-app.js';

/** A body that is accepted. */
export const note = {
  channel: 'PHONE',
  text: '电池鼓包',
  writtenAt: '2026-03-01T17:30:00+08:00',
};

/** A request; with the token of an agent and, for commands, a fresh key unless it says otherwise. */
export type Sent = InjectOptions & { readonly role?: Role | null };

/** Sends requests into an application of its own. */
export interface NoteClient {
  readonly notes: NoteApp;
  send(request: Sent): Promise<LightMyRequestResponse>;
  /** `POST /api/v1/notes` with a body, or with bytes as they are. */
  write(body: unknown, headers?: Record<string, string>): Promise<LightMyRequestResponse>;
}

/** Starts the application and makes its client. */
export async function startNoteClient(): Promise<NoteClient> {
  const notes = await startNoteApp();
  let keys = 0;
  const send = async ({ role = 'agent', headers = {}, ...rest }: Sent) => {
    const command = rest.method !== undefined && rest.method !== 'GET';
    keys += 1;
    const known = {
      ...(role === null ? {} : { authorization: `Bearer ${await notes.token(role)}` }),
      ...(command ? { 'idempotency-key': `key-${keys}` } : {}),
    };
    return notes.app.inject({ ...rest, headers: { ...known, ...headers } });
  };
  return {
    notes,
    send,
    write: (body, headers = {}) =>
      send({
        method: 'POST',
        url: '/api/v1/notes',
        payload: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
        headers: { 'content-type': 'application/json', ...headers },
      }),
  };
}

/** Expects a complete problem document and gives it back. */
export function expectProblem(response: LightMyRequestResponse, status: number, code: string) {
  expect(response.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  const problem = response.json();
  expect({ status: response.statusCode, code: problem.code }).toEqual({ status, code });
  expect(problem).toEqual({
    type: `urn:redress:problem:${code.toLowerCase().replaceAll('_', '-')}`,
    title: expect.any(String),
    status,
    detail: expect.any(String),
    instance: expect.stringMatching(/^urn:uuid:[0-9a-f-]{36}$/),
    code,
    retryable: expect.any(Boolean),
    context: expect.any(Object),
  });
  return problem;
}
