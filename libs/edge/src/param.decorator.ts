import { Param } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { type FieldRule, item } from './field-rule.js';
import { Problem } from './problem.js';

/** The uuid in the path: `@IdParam() id: string`. Anything else is PARAMETER_INVALID. */
export function IdParam(name = 'id'): ParameterDecorator {
  return valueParam(name, item.id());
}

/** A whole number in the path; the parameter is a number. */
export function IntParam(name: string, min: number, max: number): ParameterDecorator {
  return valueParam(name, item.int(min, max));
}

/** One of a closed list of names in the path. */
export function OneOfParam(name: string, names: readonly string[]): ParameterDecorator {
  return valueParam(name, item.oneOf(names));
}

function valueParam(name: string, rule: FieldRule): ParameterDecorator {
  const check = {
    transform(text: string): unknown {
      const value = rule.fromText ? rule.fromText(text) : text;
      if (rule.accepts(value)) return value;
      throw new Problem('PARAMETER_INVALID', `${name} must be ${rule.says}`, {
        context: { errors: [{ path: name, problem: `must be ${rule.says}` }] },
      });
    },
  };
  return (target, method, index) => {
    Param(name, check)(target, method, index);
    const descriptor = method && Object.getOwnPropertyDescriptor(target, method);
    if (descriptor) ApiParam({ name, schema: { ...rule.schema } })(target, method, descriptor);
  };
}
