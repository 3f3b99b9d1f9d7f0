import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import type { ProblemError } from '@afterword/contracts';
import { DomainError } from './domain-error';

/** The problems of one request that an answer lists; a hostile body may hold thousands. */
const MAX_ERRORS = 20;

/**
 * Validates what `@Body({ schema })`, `@Query({ schema })` and `@Param({ schema })` name by their Standard Schema (zod).
 * In the problem, a body's `path` is a JSON pointer, a query's or parameter's is its name.
 */
@Injectable()
export class ValidationPipe implements PipeTransform {
  async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const { schema } = metadata;
    if (!schema || metadata.type === 'custom') return value;
    const result = await schema['~standard'].validate(value === undefined && metadata.type === 'body' ? {} : value);
    if (!result.issues) return result.value;
    const errors = result.issues.slice(0, MAX_ERRORS).map((issue): ProblemError => {
      const keys = (issue.path ?? []).map((segment) => String(typeof segment === 'object' ? segment.key : segment));
      return {
        path: metadata.type === 'body' ? pointer(keys) : (keys[0] ?? metadata.data ?? ''),
        message: issue.message,
      };
    });
    throw new DomainError('invalid-request', { errors });
  }
}

/** RFC 6901. */
const pointer = (keys: readonly string[]) =>
  keys.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
