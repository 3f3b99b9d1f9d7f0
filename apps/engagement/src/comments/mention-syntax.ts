import type MarkdownIt from 'markdown-it';

type Markdown = InstanceType<typeof MarkdownIt>;

/** A mention as it is written in Markdown. */
const WRITTEN = /\[@([^[\]\\\n]{1,200})\]\(mention:([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})\)/g;
const AT_PLACE = /\[@([^[\]\\\n]{1,200})\]\(mention:([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})\)/y;
/** A mention as the renderer shows it. */
const SHOWN = /<bdi class="aw-mention" data-reader="([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})">@([^<]*)<\/bdi>/g;

/** The `env` of a text that may mention people. */
export interface MentionEnvironment {
  mentions?: boolean;
}

const escapeText = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

/**
 * `[@Ada](mention:<reader>)`: a person, by their id. Other programs show it as a link, or as text. A name from right to left does not turn what is
 * around it (`bdi`).
 */
export function mentions(markdown: Markdown): void {
  markdown.inline.ruler.before('link', 'mention', (state, silent) => {
    if (!(state.env as MentionEnvironment | undefined)?.mentions) return false;
    AT_PLACE.lastIndex = state.pos;
    const found = AT_PLACE.exec(state.src);
    if (!found) return false;
    const [whole, name = '', id = ''] = found;
    if (!silent) {
      const token = state.push('mention', '', 0);
      token.content = name;
      token.meta = { id };
    }
    state.pos += whole.length;
    return true;
  });
  markdown.renderer.rules.mention = (tokens, index) => {
    const { id = '' } = (tokens[index]?.meta ?? {}) as { id?: string };
    return `<bdi class="aw-mention" data-reader="${id}">@${escapeText(tokens[index]?.content ?? '')}</bdi>`;
  };
}

/** The readers whom a rendered comment mentions, each once; none without looking where it mentions nobody. */
export const mentionedIn = (html: string): string[] =>
  html.includes(' data-reader="') ? [...new Set(Array.from(html.matchAll(SHOWN), ([, id = '']) => id))] : [];

/** A name where it stands between brackets. */
const labelOf = (name: string): string => name.replace(/[[\]\\\n]/g, '');

/** A comment whose mentions have the names of those who can be mentioned; of anybody else only the text is left. */
export function withNames(
  { body, html }: { body: string; html: string },
  names: ReadonlyMap<string, string>,
): { body: string; html: string } {
  return {
    body: body.replace(WRITTEN, (_whole, label: string, id: string) => {
      const name = names.get(id);
      return name === undefined ? `@${label}` : `[@${labelOf(name)}](mention:${id})`;
    }),
    html: html.replace(SHOWN, (whole, id: string, label: string) => {
      const name = names.get(id);
      return name === undefined ? `@${label}` : whole.replace(`>@${label}<`, () => `>@${escapeText(name)}<`);
    }),
  };
}

/** The text of a comment's Markdown for where no Markdown is shown. */
export const withoutMentions = (body: string): string => body.replace(WRITTEN, (_whole, label: string) => `@${label}`);
