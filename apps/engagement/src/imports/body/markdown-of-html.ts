import { Parser } from 'htmlparser2';
import { escapeInline, escapeStart } from './markdown-text';

export interface ConvertedHtml {
  markdown: string;
  /** Elements that Markdown of comments has no counterpart for, by name, each once. */
  changed: readonly string[];
}

/** Elements inside each other; a renderer of ours stops at 40. Those that are deeper only give their text. */
const MAX_DEPTH = 32;

const BLOCKS = new Set(
  ['p', 'div', 'section', 'article', 'header', 'footer', 'main', 'aside', 'center', 'figure', 'figcaption', 'address']
    .concat(['dl', 'dt', 'dd', 'form', 'fieldset', 'details', 'summary', 'hr', 'caption', 'tbody', 'thead', 'tfoot'])
    .concat(['blockquote', 'ul', 'ol', 'li', 'pre', 'table', 'tr', 'td', 'th', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6']),
);

/** The marks around a text. */
const MARKS: Readonly<Record<string, string>> = {
  strong: '**',
  b: '**',
  em: '*',
  i: '*',
  cite: '*',
  del: '~~',
  s: '~~',
  strike: '~~',
};

const CODE = new Set(['code', 'tt', 'kbd', 'samp']);
const HEADINGS = new Set(['h1', 'h2', 'h3', 'h4', 'h5', 'h6']);

/** Elements whose content is no text for people. */
const SILENT = new Set([
  'script',
  'style',
  'noscript',
  'template',
  'head',
  'title',
  'svg',
  'math',
  'select',
  'textarea',
  'object',
]);

/** What is shown from elsewhere: a link takes its place. */
const EMBEDS = new Set(['img', 'iframe', 'embed', 'video', 'audio', 'source']);

/** Elements whose text stays and whose look does not. The many that nobody misses (`span`, `small`) are not named. */
const LOST = new Set(['u', 'ins', 'mark', 'sub', 'sup', 'q', 'abbr', 'spoiler', 'details', 'dl', ...HEADINGS]);

/** An element that is open. */
interface Frame {
  name: string;
  isBlock: boolean;
  attributes: Readonly<Record<string, string>>;
  /** Finished blocks. */
  blocks: string[];
  /** The line that is being written. */
  inline: string;
  /** Of a list: items so far. */
  items: number;
}

/**
 * HTML of another system as Markdown of comments. Reads any text, in one pass without recursion.
 * @param lineBreaks whether a line break in the text is one in what is shown
 * @param isArticle whether it becomes an article, which has headings and pictures, and no comment
 */
export function markdownOfHtml(
  html: string,
  { lineBreaks = false, isArticle = false }: { lineBreaks?: boolean; isArticle?: boolean } = {},
): ConvertedHtml {
  const writer = new Writer(lineBreaks, isArticle);
  const parser = new Parser(
    {
      onopentag: (name, attributes) => writer.open(name, attributes),
      onclosetag: (name) => writer.close(name),
      ontext: (text) => writer.gather(text),
    },
    { decodeEntities: true, lowerCaseTags: true, lowerCaseAttributeNames: true, recognizeSelfClosing: false },
  );
  parser.end(html);
  return writer.end();
}

class Writer {
  private readonly frames: Frame[] = [frameOf('', true, {})];
  private readonly changed = new Set<string>();
  /** Elements open that have no frame: too deep ones and those that are only text. */
  private silent = 0;
  private tooDeep = 0;
  private gathered = '';

  constructor(
    private readonly lineBreaks: boolean,
    private readonly isArticle: boolean,
  ) {}

  private get top(): Frame {
    return this.frames.at(-1) as Frame;
  }

  /** The parser tells text in pieces, an entity in one of its own. */
  gather(text: string): void {
    this.gathered += text;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    this.writeText();
    if (SILENT.has(name)) {
      this.silent += 1;
      this.changed.add(name);
    }
    if (this.silent > 0) return;
    if (LOST.has(name) && !(this.isArticle && HEADINGS.has(name))) this.changed.add(name);
    if (name === 'br') return this.lineBreak();
    if (EMBEDS.has(name)) this.embed(name, attributes);
    if (this.frames.length > MAX_DEPTH) {
      this.tooDeep += 1;
      this.changed.add('nesting');
      return;
    }
    this.frames.push(frameOf(name, BLOCKS.has(name), attributes));
  }

  close(name: string): void {
    this.writeText();
    if (this.silent > 0) {
      if (SILENT.has(name)) this.silent -= 1;
      return;
    }
    if (name === 'br') return;
    if (this.tooDeep > 0) {
      this.tooDeep -= 1;
      return;
    }
    if (this.frames.length === 1) return;
    const frame = this.frames.pop() as Frame;
    if (frame.isBlock) this.closeBlock(frame);
    else this.closeInline(frame);
  }

  private writeText(): void {
    const raw = this.gathered;
    this.gathered = '';
    if (raw === '' || this.silent > 0) return;
    const top = this.top;
    if (this.isVerbatim()) {
      top.inline += raw;
      return;
    }
    const text = this.lineBreaks
      ? raw
          .replace(/\r\n?/g, '\n')
          .replace(/[^\S\n]+/g, ' ')
          .replace(/ ?\n ?/g, '\n')
      : raw.replace(/\s+/g, ' ');
    top.inline += escapeInline(top.inline === '' || /\s$/.test(top.inline) ? text.replace(/^ /, '') : text);
  }

  end(): ConvertedHtml {
    this.writeText();
    while (this.frames.length > 1) this.close(this.top.name);
    this.tooDeep = this.silent = 0;
    while (this.frames.length > 1) this.close(this.top.name);
    const markdown = finished(this.top).join('\n\n');
    return { markdown, changed: [...this.changed] };
  }

  private isVerbatim(): boolean {
    return this.frames.some(({ name }) => name === 'pre' || CODE.has(name));
  }

  private lineBreak(): void {
    const inCell = this.frames.some(({ name }) => name === 'td' || name === 'th');
    this.top.inline = inCell ? `${this.top.inline} ` : `${withoutSpacesAtEnd(this.top.inline)}\n`;
  }

  /** Nothing in a comment loads from elsewhere by itself. An emoji that is drawn as a picture is its character. */
  private embed(name: string, { src, alt = '', class: classes = '' }: Readonly<Record<string, string>>): void {
    if (name === 'img' && (/\bemoji\b|smiley|wp-smiley/i.test(classes) || /^\p{Extended_Pictographic}/u.test(alt))) {
      this.top.inline += escapeInline(alt);
      return;
    }
    const address = addressOf(src);
    const label = alt.trim().replace(/\s+/g, ' ');
    if (this.isArticle && name === 'img' && address !== null) {
      this.top.inline += `![${escapeInline(label)}](${destination(address)})`;
      return;
    }
    this.changed.add(name);
    if (address === null) this.top.inline += escapeInline(label);
    else this.top.inline += label === '' ? `<${address}>` : `[${escapeInline(label)}](${destination(address)})`;
  }

  private closeInline(frame: Frame): void {
    const parent = this.top;
    if (frame.blocks.length > 0) {
      // A block inside of a mark ends it.
      flush(parent);
      addAll(parent.blocks, finished(frame));
      return;
    }
    parent.inline += this.inlineOf(frame, parent);
  }

  private inlineOf({ name, inline, attributes }: Frame, parent: Frame): string {
    if (name === 'a') return linkOf(inline, attributes.href);
    if (CODE.has(name)) return parent.name === 'pre' || this.isVerbatim() ? inline : codeOf(inline);
    const mark = MARKS[name];
    if (mark === undefined || this.isVerbatim()) return inline;
    const inner = inline.trim();
    const start = inline.length - inline.trimStart().length;
    const [before, after] = [inline.slice(0, start), inline.slice(start + inner.length)];
    // The same mark inside of itself would end it, and one across lines with a blank one between them is none.
    if (inner === '' || /\n\s*\n/.test(inner) || inner.includes(mark)) return inline;
    return `${before}${mark}${inner}${mark}${after}`;
  }

  private closeBlock(frame: Frame): void {
    const parent = this.top;
    const { name } = frame;
    if (name === 'td' || name === 'th') {
      const cell = onOneLine(finished(frame).join(' ')).replaceAll('|', '\\|');
      parent.blocks.push(cell);
      return;
    }
    if (name === 'tr') {
      parent.blocks.push(JSON.stringify(frame.blocks));
      return;
    }
    if (name === 'tbody' || name === 'thead' || name === 'tfoot') {
      addAll(parent.blocks, frame.blocks);
      return;
    }
    flush(parent);
    const block = this.isArticle && HEADINGS.has(name) ? headingOf(frame) : blockOf(frame, parent);
    if (block !== null) parent.blocks.push(block);
  }
}

function frameOf(name: string, isBlock: boolean, attributes: Readonly<Record<string, string>>): Frame {
  return { name, isBlock, attributes, blocks: [], inline: '', items: 0 };
}

/** Ends the paragraph that is being written. */
function flush(frame: Frame): void {
  const paragraphs = frame.inline.split(/\n[^\S\n]*\n\s*/);
  for (const paragraph of paragraphs) {
    const lines = paragraph
      .trim()
      .split('\n')
      .map((line) => escapeStart(line.trim()));
    const text = lines.join('\n').trim();
    if (text !== '') frame.blocks.push(text);
  }
  frame.inline = '';
}

function finished(frame: Frame): string[] {
  flush(frame);
  return frame.blocks;
}

function blockOf(frame: Frame, parent: Frame): string | null {
  const { name } = frame;
  if (name === 'pre') return fenceOf(frame.blocks.join('\n') + frame.inline);
  if (name === 'table') return tableOf(frame.blocks);
  const blocks = finished(frame);
  if (blocks.length === 0) return null;
  if (name === 'li') {
    parent.items += 1;
    const start = Number.parseInt(parent.attributes.start ?? '1', 10);
    const isNumbered = parent.name === 'ol' && start >= 0 && start < 1_000_000;
    const bullet = isNumbered ? `${start + parent.items - 1}. ` : '- ';
    return bullet + indented(blocks.join('\n\n'), ' '.repeat(bullet.length));
  }
  if (name === 'ul' || name === 'ol') return blocks.join('\n');
  if (name === 'blockquote') {
    return blocks
      .join('\n\n')
      .split('\n')
      .map((line) => (line === '' ? '>' : `> ${line}`))
      .join('\n');
  }
  const text = blocks.join('\n\n');
  return HEADINGS.has(name) && !text.includes('**') && !text.includes('\n') ? `**${text}**` : text;
}

/** An article's title is its only heading of the first level. */
function headingOf(frame: Frame): string | null {
  const text = onOneLine(finished(frame).join(' '));
  const level = Math.max(2, Number(frame.name.slice(1)));
  return text === '' ? null : `${'#'.repeat(level)} ${text}`;
}

const indented = (text: string, indent: string): string =>
  text
    .split('\n')
    .map((line, index) => (index === 0 || line === '' ? line : indent + line))
    .join('\n');

/** One by one: a call takes no more than about 100,000 values. */
function addAll(blocks: string[], more: readonly string[]): void {
  for (const block of more) blocks.push(block);
}

function longestTicks(text: string): number {
  let longest = 0;
  for (const [ticks] of text.matchAll(/`+/g)) longest = Math.max(longest, ticks.length);
  return longest;
}

function withoutSpacesAtEnd(text: string): string {
  let end = text.length;
  while (text[end - 1] === ' ') end -= 1;
  return text.slice(0, end);
}

function onOneLine(text: string): string {
  if (!text.includes('\n')) return text;
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ');
}

/** Longer than any row of backticks in it. */
function fenceOf(code: string): string | null {
  const lines = code.replace(/\r\n?/g, '\n').trimEnd();
  const text = lines.startsWith('\n') ? lines.slice(1) : lines;
  if (text === '') return null;
  const longest = Math.max(2, longestTicks(text));
  const fence = '`'.repeat(longest + 1);
  return `${fence}\n${text}\n${fence}`;
}

function codeOf(code: string): string {
  const text = code.replace(/\s+/g, ' ');
  if (text.trim() === '') return text;
  const longest = longestTicks(text);
  const ticks = '`'.repeat(longest + 1);
  const isTight = !text.startsWith('`') && !text.endsWith('`');
  return isTight ? ticks + text.trim() + ticks : `${ticks} ${text.trim()} ${ticks}`;
}

/** Cells of a table whose rows are all made as long as the longest. */
const MOST_CELLS = 10_000;

/** The first row is the head: tables of Markdown have one. */
function tableOf(rows: readonly string[]): string | null {
  const cells = rows.flatMap((row): string[][] => {
    // Text between the rows is no row.
    if (!row.startsWith('[')) return [];
    try {
      return [JSON.parse(row) as string[]];
    } catch {
      return [];
    }
  });
  const width = cells.reduce((widest, row) => Math.max(widest, row.length), 0);
  if (width === 0) return null;
  const lineOf = (row: readonly string[], length: number) =>
    `| ${Array.from({ length }, (_, index) => row[index] ?? '').join(' | ')} |`;
  const [head = []] = cells;
  // Rows may be shorter than the head. Cells that nobody wrote are left out where they would be many.
  const isSmall = width * cells.length <= MOST_CELLS;
  const others = cells.slice(1).map((row) => lineOf(row, isSmall ? width : row.length));
  return [lineOf(head, width), `|${' --- |'.repeat(width)}`].concat(others).join('\n');
}

function linkOf(label: string, href: string | undefined): string {
  const address = addressOf(href);
  const text = label.trim();
  if (address === null) return label;
  if (text === '') return '';
  // Systems shorten the address that they show: "http://example.com/a..."
  const shown = text.replace(/\\(?=[!-/:-@[-`{-~])/g, '').replace(/(\.{3}|…)$/, '');
  if (/^https?:\/\//.test(shown) && address.startsWith(shown)) return address === shown ? address : `<${address}>`;
  if (text.includes('](') || text.includes('\n\n')) return label;
  return `[${onOneLine(text)}](${destination(address)})`;
}

/** Only what a comment may lead to, without what would end the link. */
function addressOf(href: string | undefined): string | null {
  const address = href?.trim() ?? '';
  if (!/^(https?:\/\/|mailto:)[^\s]/i.test(address)) return null;
  return address.replace(/[\s<>\\]/g, (character) => encodeURIComponent(character));
}

const destination = (address: string): string => (/[()]/.test(address) ? `<${address}>` : address);
