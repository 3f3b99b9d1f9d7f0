import { z } from 'zod';

const TYPES: Record<string, string> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'an array',
  object: 'an object',
  record: 'an object',
  date: 'a date',
  null: 'null',
};

const FORMATS: Record<string, string> = {
  uuid: 'a UUID',
  email: 'an email address',
  url: 'a URL',
  date: 'a date, for example 2026-01-31',
  datetime: 'an ISO 8601 time, for example 2026-01-31T12:00:00Z',
};

const UNITS: Record<string, readonly [one: string, many: string]> = {
  string: ['character', 'characters'],
  array: ['item', 'items'],
  set: ['item', 'items'],
};

/**
 * The message of a validation error: what the value must be, without a subject and a full stop, so that it reads well behind the
 * name of a field. Schemas may give messages of their own, in the same form.
 */
export const validationMessage: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type': {
      const type = `must be ${TYPES[issue.expected] ?? `of type ${issue.expected}`}`;
      return issue.input === undefined ? `is required and ${type}` : type;
    }
    case 'too_small':
      if (issue.origin === 'string' && issue.minimum === 1) return 'must not be empty';
      return bound(issue.origin, issue.minimum, issue.inclusive === false ? 'more than' : 'at least');
    case 'too_big':
      return bound(issue.origin, issue.maximum, issue.inclusive === false ? 'less than' : 'at most');
    case 'invalid_format':
      return `must be ${FORMATS[issue.format] ?? 'in the required format'}`;
    case 'invalid_value':
      return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'unrecognized_keys':
      return 'must be left out, because there is no such field';
    case 'invalid_key':
      // What the key must be: the path ends with it.
      return issue.issues[0]?.message ?? 'must have one of the allowed forms';
    case 'invalid_union':
    case 'invalid_element':
    case 'custom':
      return 'must have one of the allowed forms';
  }
};

function bound(origin: string, limit: number | bigint, comparison: string): string {
  const unit = UNITS[origin];
  if (!unit) return `must be ${comparison} ${limit}`;
  return `must have ${comparison} ${limit} ${unit[limit === 1 ? 0 : 1]}`;
}

// Zod keeps one message function per process. It is set here so that every schema, wherever it is parsed, gives these messages.
z.config({ localeError: validationMessage });
