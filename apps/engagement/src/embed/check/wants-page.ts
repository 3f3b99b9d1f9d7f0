/** Whether the `Accept` header prefers HTML to JSON; JSON on a tie. */
export function wantsPage(accept: string | undefined): boolean {
  return weightOf('text/html', accept) > weightOf('application/json', accept);
}

/** The q-value of the most specific range that matches the type. */
function weightOf(type: string, accept = '*/*'): number {
  const ranges = accept.split(',').map((range) => {
    const [name = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const weight = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? 1);
    return { name, weight: Number.isNaN(weight) ? 0 : weight };
  });
  const names = [type, `${type.split('/')[0] ?? ''}/*`, '*/*'];
  return names.map((name) => ranges.find((range) => range.name === name)).find(Boolean)?.weight ?? 0;
}
