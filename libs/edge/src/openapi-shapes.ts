import type { OpenAPIObject } from '@nestjs/swagger';

// The swagger package does not export the shapes of OpenAPI's parts; they follow from the whole.
type WithoutReference<Part> = Exclude<NonNullable<Part>, { $ref: string }>;

/** One method of one path. */
export type OperationObject = NonNullable<OpenAPIObject['paths'][string]['get']>;

/** One parameter of an operation. */
export type ParameterObject = WithoutReference<NonNullable<OperationObject['parameters']>[number]>;

/** One answer of an operation. */
export type ResponseObject = WithoutReference<OperationObject['responses'][string]>;
