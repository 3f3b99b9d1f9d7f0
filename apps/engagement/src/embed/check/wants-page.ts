/** Whether a page is wanted rather than JSON: by the weights in `Accept`, JSON where they are the same. */
export function wantsPage(accept: string | undefined): boolean {
  return weightOf('text/html', accept) > weightOf('application/json', accept);
}

/** The weight of the most specific range that the type is in. */
function weightOf(type: string, accept = '*/*'): number {
  const ranges = accept.split(',').map((range) => {
    const [name = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const weight = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? 1);
    return { name, weight: Number.isNaN(weight) ? 0 : weight };
  });
  const names = [type, `${type.split('/')[0] ?? ''}/*`, '*/*'];
  return names.map((name) => ranges.find((range) => range.name === name)).find(Boolean)?.weight ?? 0;
}
