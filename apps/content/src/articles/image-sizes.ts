import type MarkdownIt from 'markdown-it';

const ATTRIBUTE = '(?:[.#][\\w-]+|[\\w-]+=(?:"[^"{}]*"|[^\\s"{}]+))';
/** `{width=640 height="480" .wide}` right behind a picture: braces around attributes, classes and ids only. */
const ATTRIBUTES = new RegExp(`^\\{[ \\t]*(${ATTRIBUTE}(?:[ \\t]+${ATTRIBUTE})*)[ \\t]*\\}`);
const SIZES = /(?:^|[ \t])(width|height)="?([^"\s]*)/g;

/**
 * Sizes of pictures: `![a](b.png){width=640}`. Other attributes in the same braces are ignored; braces without a size, and braces anywhere
 * else, are text.
 */
export function imageSizes(markdown: InstanceType<typeof MarkdownIt>): void {
  markdown.core.ruler.after('inline', 'image_sizes', ({ tokens }) => {
    for (const { children } of tokens) {
      for (const [index, token] of (children ?? []).entries()) {
        const picture = children?.[index - 1];
        if (picture?.type !== 'image' || token.type !== 'text') continue;
        const [braces = '', inside = ''] = ATTRIBUTES.exec(token.content) ?? [];
        const sizes = [...inside.matchAll(SIZES)];
        if (sizes.length === 0) continue;
        for (const [, name = '', size = ''] of sizes) picture.attrSet(name, size.replace(/px$/, ''));
        token.content = token.content.slice(braces.length);
      }
    }
  });
}
