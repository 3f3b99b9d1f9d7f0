import type { FastifyInstance } from 'fastify';
import { LIMITS } from '@afterword/contracts';
import { DomainError } from './domain-error';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/** True for text that opens more lists and objects within each other than a body may have. */
export function nestsTooDeep(text: string): boolean {
  // Each level takes a character at least.
  if (text.length <= LIMITS.bodyDepth) return false;
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (inString) {
      if (character === '\\') at += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '[' || character === '{') {
      depth += 1;
      if (depth > LIMITS.bodyDepth) return true;
    } else if (character === ']' || character === '}') depth -= 1;
  }
  return false;
}

/** What would change a prototype is JSON, and refused all the same; the parser's error does not say so. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
const WITHOUT_PROTOTYPES =
  'Leave out the key "__proto__", and "constructor" where it has a "prototype": no call has such a field.';

/**
 * JSON bodies: UTF-8 or nothing (bytes that are no UTF-8 would be stored as replacement characters), no `__proto__`, and not
 * so deep that walking them would exhaust the stack. An empty body is none at all, since many clients send the content type
 * with every PUT and DELETE.
 */
export function acceptJsonBodies(fastify: FastifyInstance): void {
  const parseSafely = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: LIMITS.bodyBytes },
    (request, body: Buffer, done) => {
      if (body.length === 0) return done(null, undefined);
      const refuse = (detail?: string, cause?: unknown) =>
        done(new DomainError('malformed-json', { detail, cause }), undefined);
      let text: string;
      try {
        text = utf8.decode(body);
      } catch (error) {
        return refuse('Encode the body in UTF-8.', error);
      }
      if (nestsTooDeep(text)) return refuse(`Nest the body at most ${LIMITS.bodyDepth} levels deep.`);
      void parseSafely(request, text, (error, value) => {
        if (error) refuse(isJson(text) ? WITHOUT_PROTOTYPES : undefined, error);
        else done(null, value);
      });
    },
  );
}
