import { LIMITS, ProblemSchema } from '@afterword/contracts';
import { z } from 'zod';
import { PROBLEMS, type ProblemCode } from '../http/domain-error';
import type { ApiOperation, DescribedService, OperationOptions } from './operation';

type Json = Record<string, unknown>;

export interface OpenApiDocument {
  openapi: string;
  info: Json;
  servers: Json[];
  tags: { name: string }[];
  paths: Record<string, Record<string, Json>>;
  components: { schemas: Record<string, Json>; securitySchemes: Json; headers: Json };
}

const REF = '#/components/schemas/';

/** The OpenAPI 3.1 document of a service, from the schemas that validate what it is sent. */
export function openApiDocument(
  service: DescribedService,
  { url, version }: { url: string; version: string },
): OpenApiDocument {
  const bodies = named(bodiesOf(service), 'input');
  // A name is that of a body or of an answer: the two differ in what they may leave out.
  const outputs = Object.entries(service.schemas).filter(([name]) => !(name in bodies.schemas));
  const answers = named({ ...Object.fromEntries(outputs), Problem: ProblemSchema }, 'output');
  const paths: OpenApiDocument['paths'] = {};
  for (const operation of service.operations) {
    (paths[operation.path] ??= {})[operation.method] = describe(operation, { service, answers, bodies });
  }
  const used = { ...partsOf(paths, answers.schemas), ...bodies.schemas };
  return {
    openapi: '3.1.0',
    info: { title: service.title, summary: service.summary, version, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url }],
    tags: [...new Set(service.operations.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: Object.fromEntries(Object.entries(used).sort(([one], [other]) => one.localeCompare(other, 'en'))),
      securitySchemes: {
        reader: { type: 'http', scheme: 'bearer', description: 'The token of a session.' },
        staff: { type: 'http', scheme: 'bearer', description: 'The token of a member of staff.' },
        operator: { type: 'http', scheme: 'bearer', description: 'The operator’s ADMIN_TOKEN.' },
      },
      headers: {
        ETag: { description: 'A strong validator of the answer.', schema: { type: 'string' } },
        RateLimit: { description: 'What is left in each limit: r uses, t seconds.', schema: { type: 'string' } },
        'RateLimit-Policy': { description: 'The limits: q uses in w seconds.', schema: { type: 'string' } },
        'Retry-After': { description: 'Seconds to wait before trying again.', schema: { type: 'integer' } },
      },
    },
  };
}

/** The schemas of bodies by their names in the document. */
function bodiesOf({ operations, schemas }: DescribedService): Record<string, z.ZodType> {
  const names = new Map(Object.entries(schemas).map(([name, schema]) => [schema, name]));
  return Object.fromEntries(
    operations.flatMap(({ id, body, bodyName }) => {
      if (!body) return [];
      const name = bodyName ?? names.get(body);
      if (name === undefined)
        throw new Error(`The schema of the body of ${id} has no name: export it, or say \`bodyName\``);
      return [[name, body]];
    }),
  );
}

/** The schemas that the paths refer to, and those that these refer to. */
function partsOf(paths: OpenApiDocument['paths'], schemas: Record<string, Json>): Record<string, Json> {
  const used = new Map<string, Json>();
  const visit = (value: unknown): void => {
    for (const [, name = ''] of JSON.stringify(value).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      const schema = schemas[name];
      if (!schema || used.has(name)) continue;
      used.set(name, schema);
      visit(schema);
    }
  };
  visit(paths);
  return Object.fromEntries(used);
}

interface Named {
  schemas: Record<string, Json>;
  /** How to write a schema: by its name where it has one. */
  of: (schema: z.ZodType) => Json;
}

/** Gives schemas their names; where one is part of another it is referred to. */
function named(schemas: Record<string, z.ZodType>, io: 'input' | 'output'): Named {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(schemas)) registry.add(schema, { id });
  const made = z.toJSONSchema(registry, {
    uri: (id) => REF + id,
    io,
    unrepresentable: 'any',
    // A body may hold nothing else; an answer may hold more in a later version.
    override: ({ jsonSchema }) => {
      if (io === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  }).schemas;
  const plain = Object.fromEntries(Object.entries(made).map(([id, schema]) => [id, withoutDialect(schema as Json)]));
  const names = new Map(Object.entries(schemas).map(([id, schema]) => [schema, id]));
  return {
    schemas: plain,
    of: (schema) => {
      const name = names.get(schema);
      if (name === undefined)
        throw new Error(
          'A schema of an answer has no name: export it from libs/contracts, or name it in the description',
        );
      return { $ref: REF + name };
    },
  };
}

function withoutDialect(schema: Json): Json {
  return Object.fromEntries(Object.entries(schema).filter(([name]) => name !== '$schema' && name !== '$id'));
}

interface Parts {
  service: DescribedService;
  answers: Named;
  bodies: Named;
}

/** A body whose members may all be left out may be left out itself. */
const bodyOf = (body: z.ZodType, bodies: Named): Json => ({
  required: !body.safeParse({}).success,
  content: { 'application/json': { schema: bodies.of(body) } },
});

const bytesOf = (mediaType: string): Json => ({
  required: true,
  content: { [mediaType]: { schema: { type: 'string', format: 'binary' } } },
});

function describe(operation: ApiOperation, { service, answers, bodies }: Parts): Json {
  const { id, tag, summary, access, body, bodyMediaType, answer } = operation;
  return {
    operationId: id,
    tags: [tag],
    summary,
    security: SECURITY[access],
    ...parametersOf(operation, service),
    ...(body ? { requestBody: bodyOf(body, bodies) } : {}),
    ...(bodyMediaType ? { requestBody: bytesOf(bodyMediaType) } : {}),
    responses: {
      [answer.status]: success(operation, answers),
      ...(operation.cacheable ? { 304: { description: 'What `If-None-Match` names is the newest.' } } : {}),
      ...refusals(operation, answers),
      ...others(operation, answers),
    },
  };
}

/** The schemes of which any will do. */
const SECURITY: Record<OperationOptions['access'], Json[]> = {
  anonymous: [],
  viewer: [{}, { reader: [] }],
  reader: [{ reader: [] }],
  operator: [{ operator: [] }],
  'reader-or-operator': [{ reader: [] }, { operator: [] }],
  moderator: [{ staff: [] }, { reader: [] }, { operator: [] }],
  admin: [{ staff: [] }, { operator: [] }],
  staff: [{ staff: [] }],
  'staff-session': [{ staff: [] }],
};

function parametersOf(operation: ApiOperation, service: DescribedService): Json {
  const { path, query, idempotencyKey, ifMatch } = operation;
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => {
    const known = operation.parameters?.[name] ?? service.parameters[name];
    if (!known) throw new Error(`The parameter {${name}} is not described`);
    return { name, in: 'path', required: true, ...known };
  });
  const inQuery = query ? queryParameters(query, { ...service.queryParameters, ...operation.queryParameters }) : [];
  const key = idempotencyKey
    ? [
        {
          name: 'Idempotency-Key',
          in: 'header',
          required: idempotencyKey === 'required',
          description: `The same key and body give the first answer again, for ${LIMITS.idempotencyKeyHours} hours.`,
          schema: { type: 'string', minLength: 1, maxLength: LIMITS.idempotencyKeyLength },
        },
      ]
    : [];
  const match = ifMatch
    ? [
        {
          name: 'If-Match',
          in: 'header',
          required: false,
          description: 'The ETag of what was read: nothing changes where that is not the newest.',
          schema: { type: 'string' },
        },
      ]
    : [];
  const parameters = [...inPath, ...inQuery, ...key, ...match];
  return parameters.length > 0 ? { parameters } : {};
}

function queryParameters(query: z.ZodObject, descriptions: Record<string, string>): Json[] {
  const schema = z.toJSONSchema(query, { io: 'input', unrepresentable: 'any' }) as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(schema.properties ?? {}).map(([name, property]) => ({
    name,
    in: 'query',
    required: schema.required?.includes(name) ?? false,
    description: described(name, descriptions),
    ...(property.type === 'array' ? { style: 'form', explode: true } : {}),
    schema: property,
  }));
}

function described(name: string, descriptions: Record<string, string>): string {
  const description = descriptions[name];
  if (description === undefined) throw new Error(`The parameter ${name} is not described`);
  return description;
}

function others({ otherAnswers = {} }: ApiOperation, answers: Named): Json {
  return Object.fromEntries(
    Object.entries(otherAnswers).map(([status, schema]) => [
      status,
      {
        description: 'The same, when it is not well.',
        content: { 'application/json': { schema: answers.of(schema) } },
      },
    ]),
  );
}

function success({ answer, cacheable, limit }: ApiOperation, answers: Named): Json {
  const headers = {
    ...(cacheable ? { ETag: headerRef('ETag') } : {}),
    ...(limit ? { RateLimit: headerRef('RateLimit'), 'RateLimit-Policy': headerRef('RateLimit-Policy') } : {}),
  };
  return {
    description: answer.status === 204 ? 'Done; there is nothing to say.' : 'The answer.',
    ...(Object.keys(headers).length > 0 ? { headers } : {}),
    ...('schema' in answer ? { content: { 'application/json': { schema: answers.of(answer.schema) } } } : {}),
    ...('mediaType' in answer ? { content: { [answer.mediaType]: { schema: schemaOf(answer.mediaType) } } } : {}),
  };
}

/** JSON whose shape is somebody else's standard, or text. */
const schemaOf = (mediaType: string): Json => (/\bjson\b/.test(mediaType) ? {} : { type: 'string' });

const headerRef = (name: string) => ({ $ref: `#/components/headers/${name}` });

/** Problems by status: what the parts of an operation imply, and what it says itself. */
function refusals(operation: ApiOperation, answers: Named): Json {
  const codes = problemsOf(operation);
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of codes) {
    const { status } = PROBLEMS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, some]) => [
      status,
      {
        description: some.map((code) => `\`${code}\`: ${PROBLEMS[code].title}`).join(' '),
        ...headersOf(status, operation),
        content: { 'application/problem+json': { schema: answers.of(ProblemSchema) } },
      },
    ]),
  );
}

function headersOf(status: number, { limit }: ApiOperation): Json {
  const headers = {
    ...(status === 429 || status === 503 ? { 'Retry-After': headerRef('Retry-After') } : {}),
    // Whose token is refused is not counted yet.
    ...(limit && status !== 401
      ? { RateLimit: headerRef('RateLimit'), 'RateLimit-Policy': headerRef('RateLimit-Policy') }
      : {}),
  };
  return Object.keys(headers).length > 0 ? { headers } : {};
}

export function problemsOf(operation: ApiOperation): ProblemCode[] {
  const { access, body, query, path, idempotencyKey, limit, ifMatch, problems = [] } = operation;
  const implied: (ProblemCode | false | undefined)[] = [
    body && 'malformed-json',
    idempotencyKey && 'malformed-request',
    idempotencyKey === 'required' && 'idempotency-key-missing',
    access !== 'anonymous' && 'unauthorized',
    access !== 'anonymous' && 'forbidden',
    path.includes('{site}') && 'site-not-found',
    idempotencyKey && 'idempotency-key-reused',
    ifMatch && 'precondition-failed',
    body && 'too-large',
    body && 'unsupported-media-type',
    (body || query) && 'invalid-request',
    (limit || access !== 'anonymous') && 'rate-limited',
    'internal',
    'unavailable',
  ];
  return [...new Set([...implied.filter((code) => code !== false && code !== undefined), ...problems])];
}
