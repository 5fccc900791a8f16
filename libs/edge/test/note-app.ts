import { Body, Get, Module, Post, Put, Query } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Role } from '@redress/contracts';
import type { Outcome } from '@redress/event-log';
import type { DomainEvent, Position } from '@redress/kernel';
import { createLogger, createMetrics } from '@redress/observability';
import { type JWK, SignJWT, exportJWK, generateKeyPair } from 'jose';
import {
  type AfterRequest,
  type AfterVerdict,
  Allow,
  Answers,
  AnswersCsv,
  AnswersPage,
  Caller,
  CodeField,
  type CommandAnswer,
  CurrencyField,
  type Edge,
  type EdgeOptions,
  FlagField,
  IdField,
  IdParam,
  IntField,
  IntParam,
  LanguageField,
  ListField,
  LocalDateField,
  LocalTimeField,
  ObjectField,
  OneOfField,
  type Page,
  PageQuery,
  Problem,
  Public,
  ReadsFrom,
  RefField,
  RequiresPurpose,
  ServiceController,
  Sha256Field,
  TextField,
  TimestampField,
  ZoneField,
  answer,
  configureEdge,
  createFastifyAdapter,
  createTokenVerifier,
  csvAnswer,
  item,
  provideAfterGate,
} from '../src/index.js';
import { swellingNotes } from './swelling-notes.js';

export const tenant = 'demo';
export const userId = '018f2b6e-0000-7000-8000-000000000001';
export const noteId = '018f2b6e-0000-7000-8000-000000000002';
export const audience = 'redress';
export const issuer = 'https://issuer.example';

/** The time of the tests. */
export const noon = Date.parse('2026-03-01T12:00:00.000Z');

class Line {
  @CodeField() code: string;
  @IntField(1, 99) count: number;
}

export class NoteBody {
  @OneOfField(['PHONE', 'EMAIL']) channel: string;
  @TextField(200) text: string;
  @TimestampField() writtenAt: string;
  @IdField({ optional: true }) about?: string;
  @FlagField({ optional: true }) urgent?: boolean;
  @LocalDateField({ optional: true }) on?: string;
  @LocalTimeField({ optional: true }) at?: string;
  @RefField({ optional: true }) ref?: string;
  @CurrencyField({ optional: true }) currency?: string;
  @LanguageField({ optional: true }) language?: string;
  @ZoneField({ optional: true }) zone?: string;
  @Sha256Field({ optional: true }) sha256?: string;
  @ObjectField(() => Line, { optional: true }) first?: Line;
  @ListField(() => Line, 3, { optional: true }) lines?: Line[];
  @ListField(item.timestamp(), 3, { optional: true, minItems: 1 }) seenAt?: string[];
}

class NoteQuery extends PageQuery {
  @FlagField({ optional: true }) urgent?: boolean;
}

class ExportQuery {
  @IntField(0, 1, { optional: true }) brokenAt?: number;
}

class NoteView {
  @IdField() id: string;
  @TextField(200) text: string;
}

/** Remembers keys as the log does, so that answers can be repeated. */
class Notebook {
  readonly bodies: NoteBody[] = [];
  readonly queries: NoteQuery[] = [];
  private readonly done = new Map<string, { mac: string; streamId: string; offset: number }>();

  write(streamId: string, caller: Caller): Outcome<DomainEvent, 'NOT_FOUND'> {
    const { idempotency, expectedVersion = 1 } = caller.handleOptions();
    if (!idempotency) throw new Error('a command came without its key');
    if (expectedVersion !== 1) return refusal('STALE_VERSION', 'the stream stands at version 1');
    const key = Buffer.from(idempotency.key).toString('hex');
    const mac = Buffer.from(idempotency.bodyMac).toString('hex');
    const earlier = this.done.get(key);
    if (earlier && earlier.mac !== mac) return refusal('IDEMPOTENCY_KEY_REUSED', 'another body');
    const entry = earlier ?? { mac, streamId, offset: this.done.size };
    this.done.set(key, entry);
    const position: Position = { log: 'intake', partition: 3, offset: entry.offset };
    return {
      ok: true,
      streamId: entry.streamId,
      version: 1,
      position,
      events: [],
      replayed: !!earlier,
    };
  }
}

function refusal<Code extends string>(code: Code, detail: string) {
  return { ok: false, rejection: { code, detail } } as const;
}

export const notebook = new Notebook();
export const swelling = swellingNotes();

@ServiceController('intake', 'notes')
class NoteController {
  @Post()
  @Allow('complaints.receive')
  async write(@Body() body: NoteBody, @Caller() caller: Caller): Promise<CommandAnswer> {
    notebook.bodies.push(body);
    const more = { reference: 'N-1' };
    return answer(notebook.write(caller.idFor('note'), caller), { more });
  }

  @Post(':id/rename')
  @Allow('complaints.correct')
  async rename(@IdParam() id: string, @Caller() caller: Caller): Promise<CommandAnswer> {
    return answer(notebook.write(id, caller));
  }

  @Put(':id')
  @Allow('complaints.correct')
  async replace(@IdParam() id: string, @Body() _: NoteBody, @Caller() caller: Caller) {
    return answer(notebook.write(id, caller), { status: 202 });
  }

  @Get()
  @Allow('complaints.read')
  @ReadsFrom('note-list')
  @AnswersPage(NoteView)
  async list(@Query() query: NoteQuery, @Caller() caller: Caller): Promise<Page<unknown>> {
    notebook.queries.push(query);
    const [from = 0] = caller.cursor(query) ?? [];
    return caller.page([{ from }], from === 0 ? [7, null, 'x'] : undefined);
  }

  @Get('export')
  @Allow('complaints.read')
  @AnswersCsv('All notes.')
  async export(@Query() { brokenAt }: ExportQuery) {
    async function* pages() {
      for (const [at, page] of [[['=1+1', -1]], [['顾客', 2]]].entries()) {
        if (at === brokenAt) throw new Error('the log is gone');
        yield page;
      }
    }
    return csvAnswer({ name: 'notes', columns: ['text', 'count'], pages: pages() });
  }

  @Get('parts/:part')
  @Allow('complaints.read')
  async part(@IntParam('part', 0, 15) part: number, @Caller() caller: Caller) {
    return { part, meta: caller.meta(), roles: caller.roles };
  }

  @Get(':id')
  @Allow('complaints.read')
  @RequiresPurpose()
  @Answers(NoteView)
  async read(@IdParam() id: string, @Caller() caller: Caller) {
    return { id, purpose: caller.purpose };
  }

  @Post(':id/break')
  @Allow('complaints.correct')
  async break(): Promise<never> {
    throw new Error('SELECT secret FROM subject_keys');
  }

  @Post(':id/cut')
  @Allow('complaints.correct')
  async cut(): Promise<never> {
    throw Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
  }

  @Post(':id/swell')
  @Allow('complaints.correct')
  async swell(@IdParam() id: string, @Caller() caller: Caller): Promise<CommandAnswer> {
    const command = { type: 'Swell', data: {}, meta: caller.meta() } as const;
    return answer(await swelling.handler.handle(id, command, caller.handleOptions()));
  }

  @Post(':id/refuse')
  @Allow('complaints.correct')
  async refuse(): Promise<never> {
    throw new Problem('STAGE_NOT_REACHED', 'not yet', {
      retryable: true,
      context: { stage: 'RECEIVED' },
    });
  }
}

@ServiceController('triage', 'clocks')
class ClockController {
  @Get(':id')
  @Allow('clocks.read')
  @ReadsFrom('clocks')
  async read(@IdParam() id: string) {
    return { id };
  }

  @Post(':id/hello')
  @Public()
  async hello() {
    return { hello: true };
  }
}

/** What the gates were asked, and what they answer. */
export const gate = {
  asked: [] as { service: string; request: AfterRequest }[],
  verdict: async (): Promise<AfterVerdict> => 'reached',
};

const gateFor = (service: string) =>
  provideAfterGate(service, {
    inject: [],
    useFactory: () => ({
      wait: (request) => {
        gate.asked.push({ service, request });
        return gate.verdict();
      },
    }),
  });

@Module({ controllers: [NoteController], providers: [gateFor('intake')] })
class IntakeModule {}

@Module({ controllers: [ClockController], providers: [gateFor('triage')] })
class TriageModule {}

@Module({ imports: [IntakeModule, TriageModule] })
class TwoServicesModule {}

/** A running edge before two small services. */
export interface NoteApp {
  readonly app: NestFastifyApplication;
  readonly edge: Edge;
  readonly jwk: JWK;
  readonly logged: string[];
  token(role: Role, claims?: { sub?: string } & Record<string, unknown>): Promise<string>;
  metrics(): Promise<string>;
}

/** Starts the application as a `main.ts` does, without listening. */
export async function startNoteApp(options: Partial<EdgeOptions> = {}): Promise<NoteApp> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: 'key-1', alg: 'ES256' };
  const logged: string[] = [];
  const logger = createLogger({
    name: 'edge',
    level: 'info',
    destination: { write: (line) => logged.push(line) },
  });
  const metrics = createMetrics();
  const app = await NestFactory.create<NestFastifyApplication>(
    TwoServicesModule,
    createFastifyAdapter(),
    {
      logger: false,
      abortOnError: false,
    },
  );
  const now = () => noon;
  const edge = configureEdge(app, {
    authenticator: createTokenVerifier({ issuer, audience, keys: { jwks: { keys: [jwk] } }, now }),
    secret: new Uint8Array(32).fill(7),
    logger,
    metrics,
    readiness: { database: async () => undefined },
    now,
    ...options,
  });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return {
    app,
    edge,
    jwk,
    logged,
    metrics: async () => (await metrics.render()).text,
    token: (role, { sub = userId, ...claims } = {}) =>
      new SignJWT({ tenant, roles: [role], ...claims })
        .setProtectedHeader({ alg: 'ES256', kid: 'key-1', typ: 'at+jwt' })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(sub)
        .setIssuedAt(noon / 1000)
        .setExpirationTime(noon / 1000 + 600)
        .sign(privateKey),
  };
}
