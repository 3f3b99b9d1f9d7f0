import { SaxesParser } from 'saxes';
import { ImportRefusedError } from '../import-problem';
import type { InputFile } from './input-file';

/** An element by its local name: exports of one system differ in prefixes and namespaces. */
export interface XmlElement {
  readonly name: string;
  /** By local name. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** The text directly in it, and in what is nested too deep to be looked at. */
  readonly text: string;
}

export interface XmlRecord {
  element: XmlElement;
  /** The record around it, as far as it has been read. */
  within: XmlElement | null;
}

interface OpenElement {
  name: string;
  attributes: Map<string, string>;
  children: XmlElement[];
  text: string;
}

/** Records are flat; below this depth only text counts. */
const RECORD_DEPTH = 8;

/** Elements inside each other, in the whole document. Real exports have a dozen. */
const MAX_DEPTH = 1_000;

/** Characters of one element. The rest is left out, and the text found too long later. */
const MAX_TEXT = 2_000_000;

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

/**
 * The records of a document, one by one, without the document around them. Errors in the document (a stray byte before it, undeclared
 * prefixes, tags that are not closed) are read over.
 * @param isRecord whether an element is a record of its own, given the record around it
 * @param ended told whether the file ends where the document does
 * @throws ImportRefusedError for a document that defines entities, or is nested like no export is
 */
export async function* xmlRecords(
  file: InputFile,
  isRecord: (name: string, within: string | null) => boolean,
  ended: (isWhole: boolean) => void,
): AsyncGenerator<XmlRecord> {
  const parser = new SaxesParser({ xmlns: false, position: false });
  const found: XmlRecord[] = [];
  /** The elements that are open, from the outermost record on. */
  const open: OpenElement[] = [];
  const records: OpenElement[] = [];
  let depth = 0;
  let opened = 0;
  let refusal: ImportRefusedError | null = null;

  parser.on('error', () => undefined);
  parser.on('doctype', (doctype) => {
    if (/<!ENTITY|\[/i.test(doctype)) {
      refusal ??= new ImportRefusedError(
        `${file.name} defines entities, which no export needs and an attack does. Remove its DOCTYPE if you trust it.`,
      );
    }
  });
  parser.on('opentag', ({ name: fullName, attributes }) => {
    depth += 1;
    opened += 1;
    if (depth > MAX_DEPTH) {
      refusal ??= new ImportRefusedError(`${file.name} has elements more than ${MAX_DEPTH} deep, as no export has.`);
    }
    const name = localName(fullName);
    const isOwn = isRecord(name, records.at(-1)?.name ?? null);
    if (open.length === 0 && !isOwn) return;
    if (open.length >= RECORD_DEPTH + records.length * 2) {
      open.push(NOT_LOOKED_AT);
      return;
    }
    const element: OpenElement = { name, attributes: attributesOf(attributes), children: [], text: '' };
    open.push(element);
    if (isOwn) records.push(element);
  });
  parser.on('closetag', () => {
    depth -= 1;
    const element = open.pop();
    if (!element || element === NOT_LOOKED_AT) return;
    if (records.at(-1) === element) {
      records.pop();
      found.push({ element, within: records.at(-1) ?? null });
      return;
    }
    open.at(-1)?.children.push(element);
  });
  const addText = (text: string): void => {
    const element = open.findLast((one) => one !== NOT_LOOKED_AT);
    if (element && element.text.length < MAX_TEXT) element.text += text;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);

  for await (const chunk of file.text()) {
    parser.write(chunk);
    if (refusal) throw refusal as ImportRefusedError;
    yield* found.splice(0);
  }
  const isWhole = depth === 0 && opened > 0;
  parser.close();
  yield* found.splice(0);
  ended(isWhole);
}

const NOT_LOOKED_AT: OpenElement = { name: '', attributes: new Map(), children: [], text: '' };

function attributesOf(attributes: Readonly<Record<string, unknown>>): Map<string, string> {
  const byName = new Map<string, string>();
  // What stands without a prefix is the less special one: `dsq:id` is the id, `id` another thing.
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value !== 'string') continue;
    if (name.includes(':') || !byName.has(name)) byName.set(localName(name), value);
  }
  return byName;
}

export const childOf = (element: XmlElement, name: string): XmlElement | undefined =>
  element.children.find((child) => child.name === name);

/** The text of a child, trimmed; null where it is empty or there is none. */
export function childText(element: XmlElement, name: string): string | null {
  const text = childOf(element, name)?.text.trim();
  return text === undefined || text === '' ? null : text;
}
