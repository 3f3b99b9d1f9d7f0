import { z } from 'zod';

/** The schemas among the exports of a module, by their names in a document: `CommentSchema` is `Comment`. */
export function schemasIn(
  exports: object,
  { except = [] }: { except?: readonly string[] } = {},
): Record<string, z.ZodType> {
  const named = Object.entries(exports as Record<string, unknown>).flatMap(([name, schema]) => {
    const short = /^([A-Z]\w*)Schema$/.exec(name)?.[1];
    return short !== undefined && schema instanceof z.ZodType && !except.includes(short)
      ? [[short, schema] as const]
      : [];
  });
  return Object.fromEntries(named);
}
