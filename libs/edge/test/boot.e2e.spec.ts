import { Body, Controller, Get, Module, Post, Query, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createLogger, createMetrics } from '@redress/observability';
import {
  Allow,
  Public,
  RequiresPurpose,
  ServiceController,
  configureEdge,
  createFastifyAdapter,
  createTokenVerifier,
  listRoutes,
  provideAfterGate,
} from '../src/index.js';

@ServiceController('intake', 'things')
class ForgetfulController {
  @Get()
  list() {
    return [];
  }
}

@Controller('api/v1/things')
class HomelessController {
  @Get()
  @Allow('cases.read')
  list() {
    return [];
  }
}

@ServiceController('intake', 'things')
class UncheckedController {
  @Post()
  @Allow('complaints.receive')
  write(@Body() body: { text: string }) {
    return body;
  }

  @Get()
  @Allow('cases.read')
  list(@Query('after') after: string) {
    return after;
  }

  @Get('open')
  @Public()
  @RequiresPurpose()
  open() {
    return [];
  }
}

@ServiceController('intake', 'things')
class GoodController {
  @Get()
  @Allow('cases.read')
  list() {
    return [];
  }
}

async function boot(controller: Type, { gate = true, secret = new Uint8Array(32) } = {}) {
  const wait = async () => 'reached' as const;
  const providers = gate
    ? [provideAfterGate('intake', { inject: [], useFactory: () => ({ wait }) })]
    : [];
  @Module({ controllers: [controller], providers })
  class OneModule {}
  const app = await NestFactory.create<NestFastifyApplication>(OneModule, createFastifyAdapter(), {
    logger: false,
    abortOnError: false,
  });
  const authenticator = createTokenVerifier({
    issuer: 'i',
    audience: 'a',
    keys: { jwks: { keys: [] } },
  });
  const logger = createLogger({ name: 'test', level: 'silent' });
  try {
    configureEdge(app, { authenticator, secret, logger, metrics: createMetrics() });
    return listRoutes(app);
  } finally {
    await app.close();
  }
}

describe('configureEdge', () => {
  it.each([
    ['declares neither @Allow nor @Public', ForgetfulController],
    ['is in no @ServiceController', HomelessController],
    ['takes a body that is no DTO class', UncheckedController],
    ['takes a query that is no DTO class', UncheckedController],
    ['is public and requires a purpose', UncheckedController],
  ])('S05: does not start with a route that %s', async (fault, controller) => {
    await expect(boot(controller)).rejects.toThrow(fault);
  });

  it('names every such route at once', async () => {
    await expect(boot(UncheckedController)).rejects.toThrow(
      /POST \/api\/v1\/things \(UncheckedController\.write\)[\s\S]*GET \/api\/v1\/things\/open/,
    );
  });

  it('does not start without the gate of a service, or with a short secret', async () => {
    await expect(boot(GoodController, { gate: false })).rejects.toThrow('after-gate:intake');
    await expect(boot(GoodController, { secret: new Uint8Array(31) })).rejects.toThrow('32 bytes');
  });

  it('starts with routes that say everything', async () => {
    expect(await boot(GoodController)).toEqual([
      {
        method: 'GET',
        path: '/api/v1/things',
        handler: 'GoodController.list',
        service: 'intake',
        access: { kind: 'permission', permission: 'cases.read' },
        purposeRequired: false,
        readModels: [],
        uncheckedInputs: [],
      },
    ]);
  });
});
