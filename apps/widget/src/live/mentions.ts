/** A mention in Markdown, with the name and the reader's id. */
const WRITTEN = /\[@([^[\]\\\n]+)\]\(mention:([\da-f-]{36})\)/g;

/** Ids of the people whom readers of this page have mentioned, by the name that stands in the field. */
const people = new Map<string, string>();

/** The name as it stands between brackets, and in the field: the service, too, leaves these characters out. */
const labelOf = (name: string): string => name.replace(/[[\]\\\n]/g, '');

/** Makes a name that stands in a field a mention. @returns what to write there: a second person of that name has a number there, not in the comment */
export function know(name: string, id: string): string {
  let label = labelOf(name);
  for (let number = 2; (people.get(label) ?? id) !== id; number++) label = `${labelOf(name)} (${number})`;
  people.set(label, id);
  return `@${label}`;
}

/** Markdown as it stands in the field: with names in place of mentions. */
export const shown = (markdown: string): string =>
  markdown.replace(WRITTEN, (_, name: string, id: string) => know(name, id));

/** What stands in the field as Markdown. Longer names first: `@Ada Lovelace` is not `@Ada`, and what is a mention already is between brackets. */
export const marked = (text: string): string =>
  [...people]
    .sort(([a], [b]) => b.length - a.length)
    .reduce(
      (all, [name, id]) =>
        all
          .split(`@${name}`)
          .reduce((before, after) =>
            /[\w.[]$/.test(before) || /^[\p{L}\p{N}]/u.test(after)
              ? `${before}@${name}${after}`
              : `${before}[@${name}](mention:${id})${after}`,
          ),
      text,
    );
