import {
  type ArgumentMetadata,
  type PipeTransform,
  ValidationPipe,
  type ValidationError,
} from '@nestjs/common';
import * as classTransformer from 'class-transformer';
import * as classValidator from 'class-validator';
import { queryGroup } from './field.decorator.js';
import { Problem } from './problem.js';

/** Most faults that one answer lists. */
const faultsMax = 50;

const closedDto = {
  transform: true,
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
  stopAtFirstError: true,
  // Given rather than loaded by Nest, which imports them by name at run time.
  validatorPackage: classValidator,
  transformerPackage: classTransformer,
} as const;

/**
 * Turns bodies and queries into their DTOs or refuses them with the paths of all faults. Names of
 * unknown fields come from the client and are cut; values are never repeated.
 */
export class DtoPipe implements PipeTransform {
  private readonly body = new ValidationPipe({
    ...closedDto,
    exceptionFactory: (faults) => invalid('BODY_INVALID', 'the body is invalid', faults),
  });
  private readonly query = new ValidationPipe({
    ...closedDto,
    transformOptions: { groups: [queryGroup] },
    exceptionFactory: (faults) => invalid('PARAMETER_INVALID', 'the query is invalid', faults),
  });

  transform(value: unknown, metadata: ArgumentMetadata): unknown {
    switch (metadata.type) {
      case 'body':
        return this.body.transform(value, metadata);
      case 'query':
        return this.query.transform(value, metadata);
      default:
        // Path parameters have decorators of their own, which must see the text as it came.
        return value;
    }
  }
}

function invalid(
  code: 'BODY_INVALID' | 'PARAMETER_INVALID',
  detail: string,
  faults: readonly ValidationError[],
): Problem {
  const errors = faults.flatMap((fault) => flattened(fault, '')).slice(0, faultsMax);
  return new Problem(code, detail, { context: { errors } });
}

interface FieldFault {
  readonly path: string;
  readonly problem: string;
}

function flattened(fault: ValidationError, parent: string): FieldFault[] {
  const path = pathOf(parent, fault.property);
  const own = Object.entries(fault.constraints ?? {}).map(([rule, message]) => ({
    path,
    problem: rule === 'whitelistValidation' ? 'is unknown' : message,
  }));
  return [...own, ...(fault.children ?? []).flatMap((child) => flattened(child, path))];
}

function pathOf(parent: string, property: string | undefined): string {
  // Without a property the value as a whole is no object at all.
  if (property === undefined) return parent;
  const name = property.length > 64 ? `${property.slice(0, 64)}…` : property;
  if (/^\d+$/.test(name)) return `${parent}[${name}]`;
  return parent === '' ? name : `${parent}.${name}`;
}
