import { readFileSync } from 'node:fs';
import { isHttpUrl } from '@afterword/contracts';

const SCHEMA = 'http://schema.org/';
const RDFS = 'http://www.w3.org/2000/01/rdf-schema#';

/** schema.org's own vocabulary, as its package of data has it: which types there are, and what each may say. */
export class Vocabulary {
  private readonly parents = new Map<string, string[]>();
  private readonly domains = new Map<string, string[]>();
  private readonly ranges = new Map<string, string[]>();

  constructor() {
    const quads = readFileSync(require.resolve('@vocabulary/schema/schema.nq'), 'utf8');
    const maps: Record<string, Map<string, string[]>> = {
      [`${RDFS}subClassOf`]: this.parents,
      [`${SCHEMA}domainIncludes`]: this.domains,
      [`${SCHEMA}rangeIncludes`]: this.ranges,
    };
    for (const line of quads.split('\n')) {
      const [, subject, predicate, object] = /^<([^>]+)> <([^>]+)> <([^>]+)>/.exec(line) ?? [];
      const map = predicate === undefined ? undefined : maps[predicate];
      if (!map || !subject?.startsWith(SCHEMA) || !object?.startsWith(SCHEMA)) continue;
      const name = subject.slice(SCHEMA.length);
      map.set(name, [...(map.get(name) ?? []), object.slice(SCHEMA.length)]);
    }
  }

  /** Whatever in a JSON-LD node is not as the vocabulary has it, by its place. */
  faultsOf(node: unknown, at = '$'): string[] {
    if (!isNode(node)) return [`${at} is no node`];
    const { '@type': type, ...properties } = node;
    if (typeof type !== 'string' || !this.parents.has(type)) return [`${at} is of no type: ${String(type)}`];
    return Object.entries(properties).flatMap(([property, value]) => {
      const place = `${at}.${property}`;
      if (property === '@id') return isUrl(value) ? [] : [`${place} is no URL`];
      if (property === '@context') return value === 'https://schema.org' ? [] : [`${place} is another one`];
      const domain = this.domains.get(property) ?? [];
      if (!domain.some((one) => this.isA(type, one))) return [`${place}: no ${type} has it`];
      return [value].flat().flatMap((one, index) => this.faultsOfValue(one, property, `${place}[${index}]`));
    });
  }

  private faultsOfValue(value: unknown, property: string, at: string): string[] {
    const ranges = this.ranges.get(property) ?? [];
    if (isNode(value)) {
      const { '@type': type } = value;
      const fits = typeof type === 'string' && ranges.some((range) => this.isA(type, range));
      return fits ? this.faultsOf(value, at) : [`${at} is a ${String(type)}, not one of ${ranges.join(', ')}`];
    }
    return ranges.some((range) => this.isLiteral(value, range)) ? [] : [`${at} is no ${ranges.join(', ')}`];
  }

  private isLiteral(value: unknown, range: string): boolean {
    if (range === 'Integer' || range === 'Number') return Number.isSafeInteger(value);
    if (typeof value !== 'string') return false;
    if (range === 'Text') return true;
    if (range === 'DateTime') return !Number.isNaN(Date.parse(value)) && new Date(value).toISOString() === value;
    if (range === 'Duration') return /^PT\d+M$/.test(value);
    // A work may be named by its address, and a kind of action by the address of its type.
    if (range === 'URL' || this.isA(range, 'CreativeWork')) return isUrl(value);
    return value.startsWith('https://schema.org/') && this.isA(value.slice('https://schema.org/'.length), range);
  }

  private isA(type: string, ancestor: string): boolean {
    return type === ancestor || (this.parents.get(type) ?? []).some((parent) => this.isA(parent, ancestor));
  }
}

const isNode = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const isUrl = (value: unknown): boolean => typeof value === 'string' && isHttpUrl(value);
