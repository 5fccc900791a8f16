import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';

const inputs = [
  ['body', RouteParamtypes.BODY],
  ['query', RouteParamtypes.QUERY],
] as const;

/** Types that say nothing: what an interface, a union or a list leaves at run time. */
const shapeless = new Set<unknown>([undefined, Object, Array, String, Number, Boolean]);

/** The inputs of a handler whose type is no class, so that they would go through unchecked. */
export function uncheckedInputsOf(
  controller: object,
  prototype: object,
  method: string,
): ('body' | 'query')[] {
  const parameters: object = Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, method) ?? {};
  const types: unknown[] = Reflect.getMetadata('design:paramtypes', prototype, method) ?? [];
  // Keys are `<kind>:<index>`.
  const kinds = Object.keys(parameters).map((key) => key.split(':').map(Number));
  return inputs.flatMap(([name, kind]) =>
    kinds.some(([of, index = -1]) => of === kind && shapeless.has(types[index])) ? [name] : [],
  );
}
