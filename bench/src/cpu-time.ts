import { readFile, readdir } from 'node:fs/promises';

/** The kernel counts in hundredths of a second for every program, whatever its own clock is (`getconf CLK_TCK`). */
const TICKS_PER_SECOND = 100;

/** CPU time that a process has used. Seconds; null where there is no /proc. */
export async function cpuSecondsOf(pid: number): Promise<number | null> {
  const fields = await statOf(pid);
  return fields && (fields.user + fields.system) / TICKS_PER_SECOND;
}

/** The same of a process and its children, also of those that have ended: PostgreSQL has one for each connection. */
export async function cpuSecondsOfFamily(pid: number): Promise<number | null> {
  const parent = await statOf(pid);
  if (!parent) return null;
  let ticks = parent.user + parent.system + parent.endedChildren;
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const fields = await statOf(Number(name));
    if (fields?.parent === pid) ticks += fields.user + fields.system;
  }
  return ticks / TICKS_PER_SECOND;
}

interface Stat {
  parent: number;
  user: number;
  system: number;
  /** User and system time of children that were waited for. */
  endedChildren: number;
}

/** Null where there is no such process, or no /proc. Fields: proc(5), counted from the one behind the name, which may contain spaces. */
async function statOf(pid: number): Promise<Stat | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (text === null) return null;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const number = (field: number) => Number(fields[field - 3]);
  return { parent: number(4), user: number(14), system: number(15), endedChildren: number(16) + number(17) };
}
