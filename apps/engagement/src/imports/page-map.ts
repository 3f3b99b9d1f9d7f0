import { readFile } from 'node:fs/promises';
import { RE2JS } from 're2js';
import { ImportRefusedError } from './import-problem';

interface Rule {
  apply(address: string): string | null;
}

/**
 * The table `from → to` of somebody who moves: a rule a line, of two parts with white space, a tab, a comma or an arrow between them.
 * - `https://old.example/a https://new.example/b`: this address, whatever its scheme and slash at the end
 * - `https://old.example/* https://new.example/*`: all that begins so
 * - `/^https:\/\/old\.example\/(\d+)/ article-$1`: a regular expression (RE2, so none that runs forever) and what it becomes; it begins with
 *   `/^`, or with `re:/` where it is about any place in the address
 * Exact rules win over beginnings, longer beginnings over shorter ones, these over expressions.
 */
export class PageMap {
  private readonly exact = new Map<string, string>();
  private readonly prefixes: { from: string; to: string }[] = [];
  private readonly expressions: Rule[] = [];

  /** Of several files; where two have the same exact rule, the later one's counts. */
  static async read(paths: readonly string[]): Promise<PageMap> {
    const tables = await Promise.all(paths.map((path) => readFile(path, 'utf8')));
    return new PageMap(tables.join('\n'));
  }

  /** @throws ImportRefusedError for a line that is no rule */
  constructor(table = '') {
    table.split(/\r?\n/).forEach((line, index) => {
      const rule = line.trim();
      if (rule === '' || rule.startsWith('#')) return;
      if (!this.add(rule)) {
        throw new ImportRefusedError(`Line ${index + 1} of the mapping is no rule. Write: from, a space, to.`);
      }
    });
    this.prefixes.sort((one, other) => other.from.length - one.from.length);
  }

  get isEmpty(): boolean {
    return this.exact.size + this.prefixes.length + this.expressions.length === 0;
  }

  /** What the first rule makes of one of the names that a thread has; null where no rule is about it. */
  apply(names: readonly string[]): string | null {
    for (const name of names) {
      const exact = this.exact.get(comparable(name));
      if (exact !== undefined) return exact;
    }
    for (const name of names) {
      const address = comparable(name);
      const prefix = this.prefixes.find(({ from }) => address.startsWith(from));
      if (prefix)
        return prefix.to.endsWith('*') ? prefix.to.slice(0, -1) + address.slice(prefix.from.length) : prefix.to;
    }
    for (const name of names) {
      for (const rule of this.expressions) {
        const mapped = rule.apply(name);
        if (mapped !== null) return mapped;
      }
    }
    return null;
  }

  private add(rule: string): boolean {
    // A path such as /blog/ is one, too, so an expression says that it is one.
    const expression = /^(?:re:\/|\/(?=\^))(.+)\/(i?)\s+(\S.*)$/.exec(rule);
    if (expression) {
      const [, source = '', flags = '', to = ''] = expression;
      this.expressions.push(ruleOf(source, flags, to));
      return true;
    }
    const [from, to, ...more] = rule.split(/(?:→|->|=>|[,\s])+/).filter((part) => part !== '');
    if (from === undefined || to === undefined || more.length > 0) return false;
    if (from.endsWith('*')) this.prefixes.push({ from: withoutScheme(from.slice(0, -1)), to });
    else this.exact.set(comparable(from), to);
    return true;
  }
}

function ruleOf(source: string, flags: string, to: string): Rule {
  try {
    const pattern = RE2JS.compile(source, flags === 'i' ? RE2JS.CASE_INSENSITIVE : 0);
    return {
      apply: (address) => {
        const matcher = pattern.matcher(address);
        return matcher.find() ? matcher.replaceFirst(to) : null;
      },
    };
  } catch (error) {
    throw new ImportRefusedError(`/${source}/ in the mapping is no regular expression: ${String(error)}`);
  }
}

const withoutScheme = (address: string): string => address.replace(/^https?:\/\/(?:www\.)?/i, '//');

/** Scheme, `www.` and slashes at the end tell no two addresses apart. */
export const comparable = (address: string): string => withoutScheme(address).replace(/(?<=[^/*])\/+$/, '');
