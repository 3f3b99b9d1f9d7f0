import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { LIMITS, type ProblemError } from '@afterword/contracts';
import { DomainError } from './domain-error';

/**
 * Validates what `@Body({ schema })`, `@Query({ schema })` and `@Param({ schema })` name by their Standard Schema (zod).
 * In the problem, a body's `path` is a JSON pointer, a query's or parameter's is its name.
 */
@Injectable()
export class ValidationPipe implements PipeTransform {
  /** At once, where the schema can: a promise for each part of each request adds up. */
  transform(value: unknown, metadata: ArgumentMetadata): unknown {
    const { schema } = metadata;
    if (!schema || metadata.type === 'custom') return value;
    const result = schema['~standard'].validate(value === undefined && metadata.type === 'body' ? {} : value);
    return result instanceof Promise ? result.then((later) => valueOf(later, metadata)) : valueOf(result, metadata);
  }
}

function valueOf(result: Result, metadata: ArgumentMetadata): unknown {
  if (!result.issues) return result.value;
  const errors = result.issues.slice(0, LIMITS.problemErrors).flatMap((issue) =>
    placesOf(issue).map((keys): ProblemError => ({
      path: metadata.type === 'body' ? pointer(keys) : (keys[0] ?? metadata.data ?? ''),
      message: issue.message,
    })),
  );
  throw new DomainError('invalid-request', { errors: errors.slice(0, LIMITS.problemErrors) });
}

type Result = Awaited<ReturnType<NonNullable<ArgumentMetadata['schema']>['~standard']['validate']>>;

interface Issue {
  path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
  /** Zod's `unrecognized_keys`. */
  keys?: readonly string[];
}

/** Where an issue is. Zod tells of the members that an object should not have as one issue of the object. */
function placesOf(issue: Issue): string[][] {
  const path = (issue.path ?? []).map((segment) => String(typeof segment === 'object' ? segment.key : segment));
  return issue.keys ? issue.keys.slice(0, LIMITS.problemErrors).map((key) => [...path, key]) : [path];
}

/** RFC 6901. */
const pointer = (keys: readonly string[]) =>
  keys.map((key) => `/${key.slice(0, LIMITS.problemText).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
