import { applyDecorators, HttpCode, SetMetadata } from '@nestjs/common';
import type { z } from 'zod';
import { Access, type RouteRule } from '../access/access';
import type { ProblemCode } from '../http/domain-error';

/** A parameter of a path. */
export interface PathParameter {
  description: string;
  schema: object;
}

/** A parameter of a query that only this route has, or that means something else here: its description. */
type QueryDescriptions = Readonly<Record<string, string>>;

export interface OperationOptions {
  /** Stable: clients are generated with it. */
  id: string;
  tag: string;
  summary: string;
  access: Access;
  limit?: RouteRule['limit'];
  /** True where the handler counts the request itself, because it refuses in a form of its own. */
  limitedByHandler?: true;
  /** True where pages of every origin may read the answer; otherwise the origins of the site may. */
  everyOrigin?: true;
  /** Where `@Query({ schema })` is more than an object of parameters: what the document says of it. */
  query?: z.ZodObject;
  /** Parameters that the service's description does not have. */
  parameters?: Readonly<Record<string, PathParameter>>;
  queryParameters?: QueryDescriptions;
  /** The name of the body's schema in the document, where it is not that of the schema. */
  bodyName?: string;
  /** Of a body that is no JSON: bytes as they are. */
  bodyMediaType?: string;
  idempotencyKey?: 'optional' | 'required';
  /** True where a change may be made to depend on the version that was read. */
  ifMatch?: true;
  /** The answer to a good request, and its status: JSON by a schema, or something else by its media type, or nothing. */
  answer: { status: number; schema: z.ZodType } | { status: number; mediaType: string } | { status: number };
  /** Answers of other statuses that are no problems. */
  otherAnswers?: Readonly<Record<number, z.ZodType>>;
  /** True where the answer carries an `ETag` and may be 304. */
  cacheable?: boolean;
  /** Problems beside those that follow from the rest. */
  problems?: readonly ProblemCode[];
}

/** A route as the OpenAPI document describes it: what `@Operation` says, with what Nest's own decorators say. */
export interface ApiOperation extends Omit<OperationOptions, 'query'> {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Parameters in braces. */
  path: string;
  query?: z.ZodObject;
  body?: z.ZodType;
}

export const OPERATION = 'afterword:operation';

/**
 * Describes a route beside its handler: who may call it, how it is limited, what it answers. Guards, CORS and the OpenAPI
 * document go by this. Method and path come from `@Get` and the like, body and query from `@Body({ schema })` and
 * `@Query({ schema })`.
 */
export const Operation = (options: OperationOptions) =>
  applyDecorators(
    Access(options.access, {
      limit: options.limitedByHandler ? null : (options.limit ?? null),
      everyOrigin: options.everyOrigin ?? false,
    }),
    HttpCode(options.answer.status),
    SetMetadata(OPERATION, options),
  );

/** What an OpenAPI document says beside its operations. */
export interface ServiceDescription {
  title: string;
  summary: string;
  /** The tags in the order in which the document shows them. */
  tags: readonly string[];
  /** What the parameters in paths are, by their names. */
  parameters: Readonly<Record<string, PathParameter>>;
  /** What the parameters in queries are, by their names. */
  queryParameters: QueryDescriptions;
  /** Names of the schemas in answers and bodies. The document has those that its operations use. */
  schemas: Readonly<Record<string, z.ZodType>>;
}

export interface DescribedService extends ServiceDescription {
  operations: readonly ApiOperation[];
}
