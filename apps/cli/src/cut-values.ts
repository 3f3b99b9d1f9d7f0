/** `NAME=` and what follows it on the line, as Node reads an env file. */
const LINE = /^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=[ \t]*(.*)$/gm;

/** A value in quotes, and what comes after them on the line. */
const QUOTED = /^(['"`])(?:(?!\1).)*\1(.*)$/;

/**
 * Finds the values of an env file that do not reach the program whole: without quotes a value ends at `#`, and with them at the closing
 * one. What comes after a space and `#` is a comment, and meant as one.
 * @returns the names
 */
export function cutValues(envFile: string): string[] {
  const cut = [...envFile.matchAll(LINE)].filter(([, , value = '']) => isCut(value.trimEnd()));
  return [...new Set(cut.map(([, name = '']) => name))];
}

function isCut(value: string): boolean {
  const quoted = QUOTED.exec(value);
  if (quoted) return /^\s*[^\s#]/.test(quoted[2] ?? '') || /^#/.test(quoted[2] ?? '');
  return /^[^\s#].*?(?<=\S)#/.test(value) && !/^[^#]*\s#/.test(value);
}
