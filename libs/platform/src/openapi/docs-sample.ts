type Json = Record<string, unknown>;

/** Deeper than this, a sample is cut: comments contain comments. */
const DEPTH = 4;

/** Values of strings by their format, and by the name of the property. */
const FORMATS: Record<string, string> = {
  uuid: '0197f0c2-6f4e-7d2a-9c1b-3a5d7e9f1b2c',
  'date-time': '2026-11-29T08:15:00Z',
  date: '2026-11-29',
  email: 'ada@example.com',
  uri: 'https://example.com/story',
};

/** A value that fits a JSON Schema: what is required, and no more. */
export function sampleOf(schema: Json, schemas: Record<string, Json>, depth = 0): unknown {
  if (typeof schema.$ref === 'string') {
    const target = schemas[schema.$ref.split('/').at(-1) ?? ''];
    return target && depth < DEPTH ? sampleOf(target, schemas, depth + 1) : {};
  }
  if ('const' in schema) return schema.const;
  if ('default' in schema) return schema.default;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  const choices = [schema.anyOf, schema.oneOf].find(Array.isArray) as Json[] | undefined;
  if (choices?.[0]) return sampleOf(choices[0], schemas, depth);
  const type: unknown = Array.isArray(schema.type) ? (schema.type as unknown[])[0] : schema.type;
  switch (type) {
    case 'object':
      return objectOf(schema, schemas, depth);
    case 'array':
      return depth < DEPTH && schema.items ? [sampleOf(schema.items as Json, schemas, depth + 1)] : [];
    case 'integer':
    case 'number':
      return typeof schema.minimum === 'number' ? Math.max(1, schema.minimum) : 1;
    case 'boolean':
      return true;
    case 'string':
      return FORMATS[String(schema.format)] ?? 'text';
    default:
      return null;
  }
}

/** Where nothing is required, the first property: a body that says nothing is no example. */
function objectOf({ properties = {}, required = [] }: Json, schemas: Record<string, Json>, depth: number): Json {
  const all = Object.entries(properties as Record<string, Json>);
  const needed = all.filter(([name]) => (required as string[]).includes(name));
  return Object.fromEntries(
    (needed.length > 0 ? needed : all.slice(0, 1)).map(([name, schema]) => [
      name,
      sampleOf(schema, schemas, depth + 1),
    ]),
  );
}
