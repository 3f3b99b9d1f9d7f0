import { block } from './docs-html';
import { sampleOf } from './docs-sample';

type Json = Record<string, unknown>;

export interface ExampleOperation {
  method: string;
  path: string;
  server: string;
  /** The scheme of the token that it needs; null where it needs none. */
  token: string | null;
  parameters: readonly { name: string; in: string; required: boolean; schema: unknown }[];
  /** The schema of the body. */
  body: Json | null;
  mediaType: string;
}

/** What stands for a token of each scheme: a variable that the reader of the example sets. */
const TOKENS: Record<string, string> = { reader: 'READER_TOKEN', staff: 'STAFF_TOKEN', operator: 'ADMIN_TOKEN' };

/** Values of path parameters. */
const VALUES: Record<string, string> = { site: 'demo', page: 'my-article', slug: 'my-article', kind: 'like' };

interface Request {
  method: string;
  url: string;
  token: string | null;
  headers: [name: string, value: string][];
  body: string | null;
}

/** The call in curl, TypeScript and Python, ready to paste. */
export function examplesOf(operation: ExampleOperation, schemas: Record<string, Json>): string {
  const request = requestOf(operation, schemas);
  return (
    [
      ['curl', curl(request)],
      ['TypeScript', typeScript(request)],
      ['Python', python(request)],
    ] as const
  )
    .map(([language, code]) => `<details><summary>${language}</summary>${block(code)}</details>`)
    .join('');
}

function requestOf(operation: ExampleOperation, schemas: Record<string, Json>): Request {
  const { method, path, server, token, parameters, body, mediaType } = operation;
  const valueOf = ({ name, schema }: { name: string; schema: unknown }): string => {
    const sample = VALUES[name] ?? sampleOf(schema as Json, schemas);
    return String(Array.isArray(sample) ? sample[0] : sample);
  };
  const wanted = parameters.filter(({ required }) => required);
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const parameter = wanted.find((one) => one.in === 'path' && one.name === name);
    return encodeURIComponent(parameter ? valueOf(parameter) : name);
  });
  const query = new URLSearchParams(
    wanted.filter((one) => one.in === 'query').map((one): [string, string] => [one.name, valueOf(one)]),
  ).toString();
  const headers = wanted
    .filter((one) => one.in === 'header')
    .map(({ name }): [string, string] => [name, '0197f0c2-6f4e-7d2a-9c1b-3a5d7e9f1b2c']);
  return {
    method: method.toUpperCase(),
    url: `${server}${filled}${query && `?${query}`}`,
    token: token === null ? null : (TOKENS[token] ?? null),
    headers: [...(body ? [['Content-Type', mediaType] as [string, string]] : []), ...headers],
    body: body && /json/.test(mediaType) ? JSON.stringify(sampleOf(body, schemas), null, 2) : null,
  };
}

const shellQuoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

function curl({ method, url, token, headers, body }: Request): string {
  return [
    `curl ${method === 'GET' ? '' : `-X ${method} `}${shellQuoted(url)}`,
    ...(token === null ? [] : [`-H "Authorization: Bearer $${token}"`]),
    ...headers.map(([name, value]) => `-H ${shellQuoted(`${name}: ${value}`)}`),
    ...(body === null ? [] : [`-d ${shellQuoted(JSON.stringify(JSON.parse(body)))}`]),
  ].join(' \\\n  ');
}

const indented = (text: string, by: string) => text.replaceAll('\n', `\n${by}`);

function typeScript({ method, url, token, headers, body }: Request): string {
  const named = [
    ...(token === null ? [] : [`    Authorization: \`Bearer \${process.env.${token}}\`,`]),
    ...headers.map(([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)},`),
  ];
  const options = [
    ...(method === 'GET' ? [] : [`  method: ${JSON.stringify(method)},`]),
    ...(named.length > 0 ? ['  headers: {', ...named, '  },'] : []),
    ...(body === null ? [] : [`  body: JSON.stringify(${indented(body, '  ')}),`]),
  ];
  const call =
    options.length > 0 ? `fetch(${JSON.stringify(url)}, {\n${options.join('\n')}\n})` : `fetch(${JSON.stringify(url)})`;
  return `const response = await ${call};\nif (!response.ok) throw new Error((await response.json()).detail);`;
}

const PYTHON_WORDS: Record<string, string> = { true: 'True', false: 'False', null: 'None' };

/** JSON outside of its strings has three words that Python spells differently. */
const pythonValue = (json: string) =>
  json.replace(/"(?:[^"\\]|\\.)*"|\b(?:true|false|null)\b/g, (part) => PYTHON_WORDS[part] ?? part);

function python({ method, url, token, headers, body }: Request): string {
  const named = [
    ...(token === null ? [] : [`        "Authorization": f"Bearer {os.environ['${token}']}",`]),
    ...headers
      .filter(([name]) => body === null || name !== 'Content-Type')
      .map(([name, value]) => `        ${JSON.stringify(name)}: ${JSON.stringify(value)},`),
  ];
  return [
    ...(token === null ? [] : ['import os']),
    'import requests',
    '',
    'response = requests.request(',
    `    ${JSON.stringify(method)},`,
    `    ${JSON.stringify(url)},`,
    ...(named.length > 0 ? ['    headers={', ...named, '    },'] : []),
    ...(body === null ? [] : [`    json=${indented(pythonValue(body), '    ')},`]),
    ')',
    'response.raise_for_status()',
  ].join('\n');
}
