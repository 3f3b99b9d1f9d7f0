import type { RateLimitKind } from '@afterword/contracts';
import type { z } from 'zod';
import type { ProblemCode } from '../http/domain-error';

/** Who may call: anybody; anybody, but a reader's token tells more; a reader; the operator; either of the two. */
export type Access = 'anybody' | 'viewer' | 'reader' | 'operator' | 'reader-or-operator';

/** What a service has a route for. The OpenAPI document is made of these, and specs hold them and the routes together. */
export interface Operation {
  /** Stable: clients are generated with it. */
  id: string;
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Parameters in braces. */
  path: string;
  tag: string;
  summary: string;
  access: Access;
  query?: z.ZodObject;
  body?: z.ZodType;
  idempotencyKey?: 'optional' | 'required';
  /** True where a change may be made to depend on the version that was read. */
  ifMatch?: true;
  limit?: RateLimitKind;
  /** The answer to a good request: JSON by a schema, or something else by its media type, or nothing. */
  answer: { status: number; schema: z.ZodType } | { status: number; mediaType: string } | { status: number };
  /** Answers of other statuses that are no problems. */
  otherAnswers?: Readonly<Record<number, z.ZodType>>;
  /** True where the answer carries an `ETag` and may be 304. */
  cacheable?: boolean;
  /** Problems beside those that follow from the rest. */
  problems?: readonly ProblemCode[];
}

export interface ServiceDescription {
  title: string;
  summary: string;
  /** What the parameters in paths are, by their names. */
  parameters: Record<string, { description: string; schema: object }>;
  /** What the parameters in queries are, by their names. */
  queryParameters: Record<string, string>;
  /** Schemas that have a name of their own in the document. */
  schemas: Record<string, z.ZodType>;
  /** Schemas of bodies, likewise. */
  bodies: Record<string, z.ZodType>;
  operations: readonly Operation[];
}
