/** As much of an OpenAPI document as merging needs to know. */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: unknown;
  readonly paths: Readonly<Record<string, object>>;
  readonly tags?: readonly { readonly name: string }[];
  readonly components?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/**
 * One document of the five. Paths do not overlap, apart from those that each process has; parts of
 * the same name are the same, because all services share one edge.
 *
 * @param documents at least one; the first one's title stands for all
 */
export function mergedOpenApi(documents: readonly OpenApiDocument[]): OpenApiDocument {
  const [first] = documents;
  if (!first) throw new Error('there is no document to merge');
  const tags = new Map(documents.flatMap((each) => each.tags ?? []).map((tag) => [tag.name, tag]));
  const kinds = new Set(documents.flatMap(({ components }) => Object.keys(components ?? {})));
  return {
    ...first,
    paths: Object.assign({}, ...documents.map(({ paths }) => paths)),
    ...(tags.size > 0 ? { tags: [...tags.values()] } : {}),
    components: Object.fromEntries(
      [...kinds].map((kind) => [
        kind,
        Object.assign({}, ...documents.map(({ components }) => components?.[kind])),
      ]),
    ),
  };
}
