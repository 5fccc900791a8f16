import { type INestApplicationContext, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import type { RouteDeclaration, RouteMethod } from './route-declaration.js';
import { type Access, routeMetadata } from './route-metadata.js';
import { uncheckedInputsOf } from './unchecked-inputs.js';

/** Every route of every controller of the application, with what its decorators declared. */
export function listRoutes(app: INestApplicationContext): RouteDeclaration[] {
  const modules = [...app.get(ModulesContainer).values()];
  const controllers = new Set(
    modules.flatMap((module) =>
      [...module.controllers.values()].map((wrapper) => wrapper.metatype),
    ),
  );
  return [...controllers].flatMap((controller) =>
    typeof controller === 'function' ? routesOf(controller) : [],
  );
}

/** A controller's class. */
type Controller = object & { readonly name: string; readonly prototype?: unknown };

function routesOf(controller: Controller): RouteDeclaration[] {
  const prototype = controller.prototype;
  if (typeof prototype !== 'object' || prototype === null) return [];
  const prefixes = pathsOf(controller);
  const service = metadata<string>(routeMetadata.service, controller);
  return new MetadataScanner().getAllMethodNames(prototype).flatMap((name) => {
    const handler: unknown = Reflect.get(prototype, name);
    if (typeof handler !== 'function' || !Reflect.hasMetadata(METHOD_METADATA, handler)) return [];
    const access = metadata<Access>(routeMetadata.access, handler);
    const readModels = metadata<readonly string[]>(routeMetadata.readModels, handler) ?? [];
    const declared = {
      method: methodOf(handler),
      handler: `${controller.name}.${name}`,
      readModels,
      purposeRequired: metadata<boolean>(routeMetadata.purpose, handler) ?? false,
      uncheckedInputs: uncheckedInputsOf(controller, prototype, name),
      ...(service === undefined ? {} : { service }),
      ...(access === undefined ? {} : { access }),
    };
    return prefixes.flatMap((prefix) =>
      pathsOf(handler).map((path) => ({ ...declared, path: joined(prefix, path) })),
    );
  });
}

function metadata<Value>(key: string, target: object): Value | undefined {
  return Reflect.getMetadata(key, target) as Value | undefined;
}

function pathsOf(target: object): string[] {
  const path = metadata<string | string[]>(PATH_METADATA, target) ?? '/';
  return Array.isArray(path) ? path : [path];
}

function methodOf(handler: object): RouteMethod {
  const method =
    RequestMethod[metadata<RequestMethod>(METHOD_METADATA, handler) ?? RequestMethod.GET];
  switch (method) {
    case 'GET':
    case 'POST':
    case 'PUT':
    case 'PATCH':
    case 'DELETE':
      return method;
    default:
      throw new Error(`a route may not answer ${method}`);
  }
}

function joined(prefix: string, path: string): string {
  const parts = [prefix, path].map((part) => part.replace(/^\/+|\/+$/g, '')).filter(Boolean);
  return `/${parts.join('/')}`;
}
