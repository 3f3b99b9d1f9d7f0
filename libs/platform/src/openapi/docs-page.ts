import { examplesOf } from './docs-examples';
import { guide } from './docs-guide';
import { anchor, escape, inline } from './docs-html';
import { boundsOf, schemaArticle, schemaLink, typeOf } from './docs-schemas';
import { DOCS_SCRIPT, DOCS_STYLE } from './docs-style';
import type { OpenApiDocument } from './document';

type Json = Record<string, unknown>;

interface Described {
  operationId: string;
  tags: string[];
  summary: string;
  security?: Record<string, unknown>[];
  parameters?: { name: string; in: string; required: boolean; description?: string; schema: Json }[];
  requestBody?: { content: Record<string, { schema: { $ref: string } }> };
  responses: Record<string, { description: string; content?: Record<string, { schema: { $ref?: string } }> }>;
}

interface Call {
  path: string;
  method: string;
  operation: Described;
}

export interface DocsPage {
  html: string;
  /** Both are inlined: their hashes are in the policy of the page. */
  style: string;
  script: string;
}

/**
 * The document for people: navigation, a guide, every operation with examples, and schemas. Without scripts, only the search is missing.
 * @param guideUrl where the guide is, which says what the calls are for
 */
export function docsPage(document: OpenApiDocument, guideUrl: string): DocsPage {
  const calls = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): Call => ({
      path,
      method,
      operation: operation as unknown as Described,
    })),
  );
  const title = String(document.info.title);
  const { schemas } = document.components;
  const server = (document.servers[0]?.url ?? '') as string;
  const sessions = calls.find(({ method, path }) => method === 'post' && path === '/v1/sites/{site}/sessions');
  const tags = document.tags.map(({ name }) => ({
    name,
    calls: calls.filter(({ operation }) => operation.tags[0] === name),
  }));
  const sections = tags.map(
    ({ name, calls: own }) =>
      `<section aria-labelledby="tag-${anchor(name)}"><h2 id="tag-${anchor(name)}">${escape(name)}</h2>${own.map((call) => article(call, server, schemas)).join('')}</section>`,
  );
  const links = (of: Call[]) =>
    of.map(({ method, path, operation }) =>
      link(`#${operation.operationId}`, `${method.toUpperCase()} ${path}`, operation.summary),
    );
  const contents = [
    ['authentication', 'Authentication'],
    ['conventions', 'Conventions'],
    ['errors', 'Errors'],
  ].map(([id, name]) => `<li><a href="#${id}">${name}</a></li>`);
  contents.unshift(`<li><a href="${escape(guideUrl)}">The guide</a></li>`);
  const groups = [
    ...tags.map(({ name, calls: own }) => group(name, links(own))),
    group(
      'Schemas',
      Object.keys(schemas).map((name) => link(`#schema-${name}`, name, 'schema')),
    ),
  ];
  const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escape(title)}</title><link rel="icon" href="data:,"><style>${DOCS_STYLE}</style></head>
<body><nav class="contents" aria-label="Contents"><form hidden role="search"><label for="search">Search the reference</label><input id="search" type="search" autocomplete="off"><p class="quiet" id="found" role="status"></p></form><ul>${contents.join('')}</ul>${groups.join('')}</nav>
<main><h1>${escape(title)}</h1><p>${inline(String(document.info.summary))} OpenAPI document: <a href="/openapi.json">openapi.json</a>. What the calls are for: <a href="${escape(guideUrl)}">the guide</a>.</p>
${guide(server, sessions?.operation.operationId ?? null)}${sections.join('')}<section aria-labelledby="schemas"><h2 id="schemas">Schemas</h2>${Object.entries(
    schemas,
  )
    .map(([name, schema]) => schemaArticle(name, schema))
    .join('')}</section></main><script type="module">${DOCS_SCRIPT}</script></body></html>
`;
  return { html, style: DOCS_STYLE, script: DOCS_SCRIPT };
}

/** @param more what the search finds it by, besides its text */
const link = (href: string, text: string, more: string): string =>
  `<li><a href="${escape(href)}" data-text="${escape(`${text} ${more} ${href}`.toLowerCase())}">${escape(text)}</a></li>`;

const group = (name: string, links: string[]): string =>
  `<details><summary>${escape(name)}</summary><ul>${links.join('')}</ul></details>`;

function article({ path, method, operation }: Call, server: string, schemas: Record<string, Json>): string {
  const { operationId, summary, security = [], parameters = [], requestBody, responses } = operation;
  const schemes = security.map((scheme) => Object.keys(scheme)[0] ?? null);
  const tokens = schemes.filter((scheme) => scheme !== null).join(' or ');
  const who = tokens && schemes.includes(null) ? `${tokens}, may be left out` : tokens;
  const rows = parameters.map(
    ({ name, in: place, required, description, schema }) =>
      `<dt><code>${escape(name)}</code> <span class="quiet">${place}${required ? '' : ', optional'}</span></dt><dd>${description ? inline(description) : ''} <span class="quiet">${typeOf(schema)} ${boundsOf(schema)}</span></dd>`,
  );
  const [mediaType = 'application/json', content] = Object.entries(requestBody?.content ?? {})[0] ?? [];
  const body = content?.schema.$ref;
  const answers = Object.entries(responses).map(([status, { description, content: media }]) => {
    const [type, one] = Object.entries(media ?? {})[0] ?? [];
    const what = one?.schema.$ref ? schemaLink(one.schema.$ref) : type ? `<code>${escape(type)}</code>` : '';
    return `<dt>${status} ${what}</dt><dd>${inline(description)}</dd>`;
  });
  const examples = examplesOf(
    {
      ...{ method, path, server, parameters, mediaType },
      // A token that may be left out is left out.
      token: schemes.includes(null) ? null : (schemes[0] ?? null),
      body: content ? content.schema : null,
    },
    schemas,
  );
  return `<article id="${escape(operationId)}"><h3><code><span class="method">${method.toUpperCase()}</span> ${escape(path)}</code></h3>
<p>${inline(summary)}${who ? ` <strong>Token:</strong> ${escape(who)}.` : ''}${body ? ` <strong>Body:</strong> ${schemaLink(body)}.` : ''}</p>
<details><summary>Parameters and answers of ${escape(operationId)}</summary><dl>${rows.join('')}${answers.join('')}</dl></details>${examples}</article>`;
}
