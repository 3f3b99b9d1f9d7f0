import type MarkdownIt from 'markdown-it';

/** `[ ]` or `[x]` at the beginning of a list item's text. */
const MARKER = /^\[([ xX])\][ \t]+(?=\S|$)/;

/** GFM's task list items: a box that cannot be clicked, and the item's text as its label. */
export function taskLists(markdown: InstanceType<typeof MarkdownIt>): void {
  markdown.core.ruler.after('inline', 'task_lists', ({ tokens, Token }) => {
    for (const [index, token] of tokens.entries()) {
      const item = tokens[index - 2];
      if (token.type !== 'inline' || tokens[index - 1]?.type !== 'paragraph_open' || item?.type !== 'list_item_open') {
        continue;
      }
      const [first] = token.children ?? [];
      const marker = first?.type === 'text' ? MARKER.exec(first.content) : null;
      if (!first || !marker) continue;
      first.content = first.content.slice(marker[0].length);
      item.attrJoin('class', 'task');
      const box = new Token('task_box', 'input', 0);
      box.meta = { checked: marker[1] !== ' ' };
      token.children = [
        new Token('label_open', 'label', 1),
        box,
        ...(token.children ?? []),
        new Token('label_close', 'label', -1),
      ];
    }
  });
  markdown.renderer.rules.task_box = (tokens, index) => {
    const { checked } = (tokens[index]?.meta ?? {}) as { checked?: boolean };
    return `<input type="checkbox" disabled${checked ? ' checked' : ''}> `;
  };
}
