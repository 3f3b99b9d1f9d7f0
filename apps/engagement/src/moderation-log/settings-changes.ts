/** What a change of settings did, for the log: from and to, and of lists what was added and removed. Null where nothing changed. */
export function settingsChanges(
  before: Readonly<Record<string, unknown>>,
  change: Readonly<Record<string, unknown>>,
): Record<string, unknown> | null {
  const changes = Object.entries(change).flatMap(([name, to]): [string, unknown][] => {
    const from = before[name];
    if (to === undefined || JSON.stringify(from) === JSON.stringify(to)) return [];
    if (!Array.isArray(from) || !Array.isArray(to)) return [[name, { from, to }]];
    return [[name, { added: without(to, from), removed: without(from, to) }]];
  });
  return changes.length === 0 ? null : Object.fromEntries(changes);
}

const without = (list: readonly unknown[], others: readonly unknown[]) => {
  const known = new Set(others);
  return list.filter((entry) => !known.has(entry));
};
