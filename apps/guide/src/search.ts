/** Finds passages of the guide as one types. Runs in the browser; without it there is no field, and the contents lead everywhere. */

/** The page's address and title, the heading's id and text, and what is written below it. */
type Entry = [address: string, title: string, id: string, heading: string, text: string];

/** Results that are shown. */
const SHOWN = 12;
/** Characters of a result's text. */
const EXCERPT = 140;

const script = document.querySelector<HTMLScriptElement>('script[data-index]');
const box = document.querySelector<HTMLElement>('search');
const field = box?.querySelector('input');
const results = box?.querySelector<HTMLElement>('#found');
let index: Promise<Entry[]> | null = null;

const load = (): Promise<Entry[]> =>
  (index ??= fetch(script?.dataset.index ?? '')
    .then((response) => response.json() as Promise<Entry[]>)
    .catch(() => {
      index = null;
      return [];
    }));

/** How well an entry fits: words of headings count more than those of texts. 0 where a word is missing. */
function fit([, title, , heading, text]: Entry, words: string[]): number {
  let sum = 0;
  for (const word of words) {
    const score =
      (heading.toLowerCase().includes(word) ? 8 : 0) +
      (title.toLowerCase().includes(word) ? 4 : 0) +
      (text.toLowerCase().includes(word) ? 1 : 0);
    if (score === 0) return 0;
    sum += score;
  }
  return sum;
}

function excerpt(text: string, word: string): string {
  const at = Math.max(0, text.toLowerCase().indexOf(word) - EXCERPT / 3);
  return `${at > 0 ? '… ' : ''}${text.slice(at, at + EXCERPT)}${at + EXCERPT < text.length ? ' …' : ''}`;
}

function resultOf([address, title, id, heading, text]: Entry, word: string): HTMLElement {
  const item = document.createElement('li');
  const link = document.createElement('a');
  link.href = `${address}#${id}`;
  link.append(heading === title ? title : `${title}: ${heading}`);
  const below = document.createElement('span');
  below.append(excerpt(text, word));
  link.append(below);
  item.append(link);
  return item;
}

async function find(): Promise<void> {
  if (!field || !results) return;
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  const entries = words.length === 0 ? [] : await load();
  const found = entries
    .map((entry) => ({ entry, score: fit(entry, words) }))
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score)
    .slice(0, SHOWN);
  const list = document.createElement('ul');
  list.append(...found.map(({ entry }) => resultOf(entry, words[0] ?? '')));
  results.replaceChildren(...(words.length === 0 ? [] : found.length === 0 ? ['Nothing found.'] : [list]));
}

if (box && field) {
  box.hidden = false;
  field.addEventListener('focus', () => void load());
  field.addEventListener('input', () => void find());
  box.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    field.value = '';
    field.focus();
    void find();
  });
}

// The contents are open where there is room beside the text.
const contents = document.querySelector<HTMLDetailsElement>('.contents details');
const wide = matchMedia('(min-width: 60rem)');
const unfold = () => {
  if (contents) contents.open = wide.matches;
};
wide.addEventListener('change', unfold);
unfold();

export {};
