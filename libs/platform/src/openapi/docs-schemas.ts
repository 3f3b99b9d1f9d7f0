import { block, escape, inline } from './docs-html';

type Json = Record<string, unknown>;

const BOUNDS: readonly (readonly [key: string, words: string])[] = [
  ['minLength', 'characters at least'],
  ['maxLength', 'characters at most'],
  ['minimum', 'at least'],
  ['maximum', 'at most'],
  ['minItems', 'items at least'],
  ['maxItems', 'items at most'],
];

/** JavaScript's largest whole number stands for no limit. */
const isBound = (value: unknown): boolean => typeof value === 'number' && Math.abs(value) < Number.MAX_SAFE_INTEGER;

/** A link to a schema of the document. */
export function schemaLink(ref: string): string {
  const name = ref.split('/').at(-1) ?? '';
  return `<a href="#schema-${name}">${name}</a>`;
}

/** A type in words: `string (uuid) or null`. */
export function typeOf(schema: Json): string {
  if (typeof schema.$ref === 'string') return schemaLink(schema.$ref);
  if ('const' in schema) return `<code>${escape(JSON.stringify(schema.const))}</code>`;
  if (Array.isArray(schema.enum))
    return schema.enum.map((value) => `<code>${escape(JSON.stringify(value))}</code>`).join(' ');
  const choices = [schema.anyOf, schema.oneOf].find(Array.isArray) as Json[] | undefined;
  if (choices) return [...new Set(choices.map(typeOf))].join(' or ');
  if (schema.type === 'array') return `array of ${schema.items ? typeOf(schema.items as Json) : 'anything'}`;
  if (schema.type === 'object' && !schema.properties && typeof schema.additionalProperties === 'object')
    return `object of ${typeOf(schema.additionalProperties as Json)}`;
  const types = (Array.isArray(schema.type) ? schema.type : [schema.type ?? 'anything']).join(' or ');
  return escape(typeof schema.format === 'string' ? `${types} (${schema.format})` : types);
}

/** What a value may be, beyond its type. */
export function boundsOf(schema: Json): string {
  const bounds = BOUNDS.flatMap(([key, words]) =>
    isBound(schema[key])
      ? [/^m..imum$/.test(key) ? `${words} ${String(schema[key])}` : `${String(schema[key])} ${words}`]
      : [],
  );
  const byDefault = 'default' in schema ? [`default <code>${escape(JSON.stringify(schema.default))}</code>`] : [];
  return [...bounds, ...byDefault].join(', ');
}

/** A schema as a table of its properties, with what it is made of below. */
export function schemaArticle(name: string, schema: Json): string {
  const required = (schema.required ?? []) as string[];
  const rows = Object.entries((schema.properties ?? {}) as Record<string, Json>).map(
    ([property, own]) =>
      `<tr><th scope="row"><code>${escape(property)}</code>${required.includes(property) ? '' : ' <span class="quiet">optional</span>'}</th><td>${typeOf(own)}</td><td>${boundsOf(own)}${typeof own.description === 'string' ? ` ${inline(own.description)}` : ''}</td></tr>`,
  );
  const table =
    rows.length > 0
      ? `<div class="table" tabindex="0" role="region" aria-label="Properties of ${name}"><table><thead><tr><th scope="col">Property</th><th scope="col">Type</th><th scope="col">Limits</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`
      : `<p>${typeOf(schema)} ${boundsOf(schema)}</p>`;
  return `<article id="schema-${name}"><h3>${name}</h3>${table}<details><summary>JSON Schema of ${name}</summary>${block(JSON.stringify(schema, null, 2))}</details></article>`;
}
