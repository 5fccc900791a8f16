import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule, getSchemaPath } from '@nestjs/swagger';
import { CommandAnswer } from './answer.js';
import { answerHeaders, requestHeadersOf } from './openapi-headers.js';
import type { OperationObject, ResponseObject } from './openapi-shapes.js';
import { permissions } from './permissions.js';
import { ProblemDocument } from './problem-document.js';
import { type RouteDeclaration, isCommand } from './route-declaration.js';

/** Name of the bearer token in the document. */
const scheme = 'access-token';

/**
 * OpenAPI 3.1 of exactly the routes that are served: bodies and answers from the classes, the rest
 * (permission, headers, problems) from what the routes declare.
 */
export function openApiOf(
  app: INestApplication,
  routes: readonly RouteDeclaration[],
): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Redress')
    .setDescription('Complaints from receipt to prevention. Every refusal is a problem document.')
    .setVersion('1')
    .setOpenAPIVersion('3.1.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, scheme)
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    extraModels: [CommandAnswer, ProblemDocument],
    operationIdFactory: (controller, method) =>
      `${controller.replace(/Controller$/, '')}.${method}`,
  });
  for (const route of routes) describe(operationOf(document, route), route);
  Object.assign(document.paths, operationalPaths);
  return document;
}

function operationOf(document: OpenAPIObject, route: RouteDeclaration): OperationObject {
  const path = route.path.replace(/:([A-Za-z]\w*)/g, '{$1}');
  const item = document.paths[path];
  const operation = {
    GET: item?.get,
    POST: item?.post,
    PUT: item?.put,
    PATCH: item?.patch,
    DELETE: item?.delete,
  }[route.method];
  if (!operation) throw new Error(`${route.method} ${route.path} is missing from the document`);
  return operation;
}

/**
 * `ComplaintController.requestWithdrawal` → `Request withdrawal`: methods are named by what they do.
 * A name of one word says too little in a list of all routes: `list` → `List: tier confirmations`.
 */
function inWords({ handler, path }: RouteDeclaration): string {
  const name = handler.split('.')[1] ?? handler;
  const words = name.replace(/([A-Z])/g, ' $1').toLowerCase();
  const sentence = words.charAt(0).toUpperCase() + words.slice(1);
  if (words.includes(' ')) return sentence;
  const resource = path.split('/').filter((part) => part && !/^[:{]|^api$|^v\d+$|^x$/.test(part));
  return `${sentence}: ${resource.join(', ').replaceAll('-', ' ')}`;
}

function describe(operation: OperationObject, route: RouteDeclaration): void {
  operation.parameters = [...(operation.parameters ?? []), ...requestHeadersOf(route)];
  if (route.access?.kind === 'permission') {
    const { permission } = route.access;
    operation.security = [{ [scheme]: [] }];
    const roles = permissions[permission];
    operation.summary ??= inWords(route);
    operation.description ??= `For ${roles.join(', ')}.`;
    Object.assign(operation, { 'x-permission': permission, 'x-roles': roles });
  }
  if (isCommand(route)) describeAnswer(operation);
  const refused = (description: string): ResponseObject => ({
    description,
    content: { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemDocument) } } },
  });
  operation.responses['4XX'] = refused('Refused; nothing was done.');
  operation.responses['5XX'] = refused(
    'Not possible now; `retryable` and `Retry-After` tell more.',
  );
}

function describeAnswer(operation: OperationObject): void {
  for (const [status, response] of Object.entries(operation.responses)) {
    if (!status.startsWith('2') || response === undefined || '$ref' in response) continue;
    response.headers = { ...answerHeaders };
    response.description ||= 'Done.';
    response.content ??= {
      'application/json': { schema: { $ref: getSchemaPath(CommandAnswer) } },
    };
  }
}

const plainJson = (description: string): OperationObject => ({
  tags: ['operation'],
  responses: {
    '200': { description, content: { 'application/json': { schema: { type: 'object' } } } },
  },
});

const operationalPaths: OpenAPIObject['paths'] = {
  '/health/live': { get: { ...plainJson('The process runs.'), operationId: 'health.live' } },
  '/health/ready': { get: { ...plainJson('It can do its work.'), operationId: 'health.ready' } },
  '/api/openapi.json': { get: { ...plainJson('This document.'), operationId: 'openapi' } },
};
