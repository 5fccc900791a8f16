import { type RouteDeclaration, routeName } from './route-declaration.js';

/** Finds routes by what a request says. */
export interface RouteTable {
  readonly routes: readonly RouteDeclaration[];
  /** The declaration of a matched route; `HEAD` counts as the `GET` it stands for. */
  find(method: string, template: string | undefined): RouteDeclaration | undefined;
  /** Methods with which a path that was not matched would be served; empty for an unknown path. */
  methodsOf(path: string): readonly string[];
}

/** Makes the table of all served routes. */
export function createRouteTable(routes: readonly RouteDeclaration[]): RouteTable {
  const byName = new Map(routes.map((route) => [routeName(route.method, route.path), route]));
  const patterns = routes.map((route) => ({
    method: route.method,
    segments: route.path.split('/'),
  }));
  return {
    routes,
    find: (method, template) =>
      template === undefined
        ? undefined
        : byName.get(routeName(method === 'HEAD' ? 'GET' : method, template)),
    methodsOf(path) {
      const asked = path.split('/');
      const matching = patterns.filter(
        ({ segments }) =>
          segments.length === asked.length &&
          segments.every((segment, at) =>
            segment.startsWith(':') ? asked[at] !== '' : segment === asked[at],
          ),
      );
      return [...new Set(matching.map(({ method }) => method))].sort();
    },
  };
}
