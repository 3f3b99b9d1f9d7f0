/** Only this code turns text of the service into HTML, and only what the service has sanitised. */
interface HtmlPolicy {
  createHTML: (text: string) => string;
}
interface PolicyFactory {
  createPolicy: (name: string, rules: HtmlPolicy) => HtmlPolicy;
}

const rules: HtmlPolicy = { createHTML: (text) => text };
/** Browsers without trusted types take the text as it is. */
const policy =
  (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes?.createPolicy('afterword-console', rules) ?? rules;

/**
 * The comment's HTML with what the steps found marked. Links open beside the console and learn nothing of it.
 * @param html sanitised by the service
 * @param found parts of the text, in its own spelling
 */
export function markedHtml(html: string, found: readonly string[]): string {
  const { body } = new DOMParser().parseFromString(policy.createHTML(html), 'text/html');
  for (const link of body.querySelectorAll('a')) {
    link.target = '_blank';
    link.rel = 'noopener noreferrer nofollow';
  }
  const words = found.map((word) => word.toLowerCase().trim()).filter((word) => word !== '');
  if (words.length > 0) {
    const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
    const nodes: Text[] = [];
    while (walker.nextNode()) nodes.push(walker.currentNode as Text);
    for (const node of nodes) markIn(node, words);
    for (const link of body.querySelectorAll('a'))
      if (!link.querySelector('mark') && words.some((word) => link.href.toLowerCase().includes(word)))
        link.classList.add('marked');
  }
  return policy.createHTML(body.innerHTML);
}

function markIn(node: Text, words: readonly string[]): void {
  let rest = node;
  for (;;) {
    const text = rest.data.toLowerCase();
    const hits = words.map((word) => ({ word, at: text.indexOf(word) })).filter(({ at }) => at >= 0);
    const first = hits.sort((one, other) => one.at - other.at || other.word.length - one.word.length)[0];
    if (!first) return;
    const hit = rest.splitText(first.at);
    rest = hit.splitText(first.word.length);
    const mark = document.createElement('mark');
    hit.replaceWith(mark);
    mark.append(hit);
  }
}
