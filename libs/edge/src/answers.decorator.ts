import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, getSchemaPath } from '@nestjs/swagger';

/** A class with documented fields. */
export type ViewClass = abstract new (...args: never[]) => object;

/** Documents what a read answers with 200. */
export function Answers(view: ViewClass): MethodDecorator {
  return ApiOkResponse({ type: view });
}

/** Documents that a read answers a `Page` of these. */
export function AnswersPage(view: ViewClass): MethodDecorator {
  return applyDecorators(
    ApiExtraModels(view),
    ApiOkResponse({
      schema: {
        type: 'object',
        required: ['items', 'nextCursor'],
        properties: {
          items: { type: 'array', items: { $ref: getSchemaPath(view) } },
          nextCursor: {
            oneOf: [{ type: 'string' }, { type: 'null' }],
            description: 'Send it back as `cursor` for the next page; null on the last.',
          },
        },
      },
    }),
  );
}
