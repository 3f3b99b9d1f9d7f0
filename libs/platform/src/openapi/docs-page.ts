import type { OpenApiDocument } from './document';

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { margin: 0 auto; max-width: 60rem; padding: 1rem }
code, pre { font: .9em ui-monospace, monospace; overflow-wrap: anywhere }
pre { overflow: auto; padding: .75rem; border: 1px solid color-mix(in srgb, currentColor 25%, transparent); border-radius: .5rem }
article { border-top: 1px solid color-mix(in srgb, currentColor 20%, transparent); padding: .5rem 0 }
h3 { font-size: 1rem; margin: .5rem 0 }
dt { font-weight: 600 }
:focus-visible { outline: 2px solid; outline-offset: 2px }`;

const escape = (text: string) => text.replace(/[&<>"]/g, (mark) => `&#${mark.charCodeAt(0)};`);
const json = (value: unknown) => `<pre tabindex="0"><code>${escape(JSON.stringify(value, null, 2))}</code></pre>`;

/** `code` in a description. */
const inline = (text: string) => escape(text).replace(/`([^`]+)`/g, '<code>$1</code>');

interface Described {
  operationId: string;
  tags: string[];
  summary: string;
  security?: Record<string, unknown>[];
  parameters?: { name: string; in: string; required: boolean; description?: string; schema: unknown }[];
  requestBody?: { content: Record<string, { schema: { $ref: string } }> };
  responses: Record<string, { description: string; content?: Record<string, { schema: { $ref?: string } }> }>;
}

/** The document for people: one page without scripts, that works wherever a browser does. */
export function docsPage(document: OpenApiDocument): { html: string; style: string } {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      path,
      method,
      operation: operation as unknown as Described,
    })),
  );
  const title = String(document.info.title);
  const sections = document.tags.map(({ name }) => {
    const own = operations.filter(({ operation }) => operation.tags[0] === name);
    return `<section aria-labelledby="tag-${anchor(name)}"><h2 id="tag-${anchor(name)}">${escape(name)}</h2>${own.map(article).join('')}</section>`;
  });
  const contents = document.tags.map(({ name }) => `<li><a href="#tag-${anchor(name)}">${escape(name)}</a></li>`);
  const schemas = Object.entries(document.components.schemas).map(
    ([name, schema]) => `<article id="schema-${name}"><h3>${name}</h3>${json(schema)}</article>`,
  );
  const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escape(title)}</title><style>${STYLE}</style></head>
<body><header><h1>${escape(title)}</h1><p>${inline(String(document.info.summary))} OpenAPI document: <a href="/openapi.json">openapi.json</a>.</p></header>
<nav aria-label="Contents"><ul>${contents.join('')}<li><a href="#schemas">Schemas</a></li></ul></nav>
<main>${sections.join('')}<section aria-labelledby="schemas"><h2 id="schemas">Schemas</h2>${schemas.join('')}</section></main></body></html>
`;
  return { html, style: STYLE };
}

const anchor = (name: string) => name.toLowerCase().replace(/\W+/g, '-');

function article({ path, method, operation }: { path: string; method: string; operation: Described }): string {
  const { operationId, summary, security, parameters = [], requestBody, responses } = operation;
  const who = security?.map((scheme) => Object.keys(scheme)[0] ?? 'nobody in particular').join(' or ');
  const rows = parameters.map(
    ({ name, in: place, required, description, schema }) =>
      `<dt><code>${escape(name)}</code> (${place}${required ? '' : ', optional'})</dt><dd>${description ? inline(description) : ''} <code>${escape(JSON.stringify(schema))}</code></dd>`,
  );
  const body = requestBody && Object.values(requestBody.content)[0]?.schema.$ref;
  const answers = Object.entries(responses).map(([status, { description, content }]) => {
    const [mediaType, media] = Object.entries(content ?? {})[0] ?? [];
    const what = media?.schema.$ref ? link(media.schema.$ref) : mediaType ? `<code>${escape(mediaType)}</code>` : '';
    return `<dt>${status} ${what}</dt><dd>${inline(description)}</dd>`;
  });
  return `<article id="${escape(operationId)}"><h3><code>${method.toUpperCase()} ${escape(path)}</code></h3>
<p>${inline(summary)}${who ? ` <strong>Token:</strong> ${escape(who)}.` : ''}${body ? ` <strong>Body:</strong> ${link(body)}.` : ''}</p>
<details><summary>Parameters and answers of ${escape(operationId)}</summary><dl>${rows.join('')}${answers.join('')}</dl></details></article>`;
}

function link(ref: string): string {
  const name = ref.split('/').at(-1) ?? '';
  return `<a href="#schema-${name}">${name}</a>`;
}
