/** The reason that PostgreSQL's own output gives for a failure, on one line. */
export function explanationIn(output: string): string {
  const lines = output
    .split('\n')
    .map((line) => line.replace(/^\d{4}-\d\d-\d\d [\d:.]+ \w+ \[\d+\] /, '').trim())
    .filter((line) => line !== '');
  const reasons = lines.filter((line) => /^(FATAL|PANIC|DETAIL)|error:|could not/.test(line));
  return (reasons.length > 0 ? reasons.slice(0, 3) : lines.slice(-1)).join(' ') || 'it said nothing';
}
