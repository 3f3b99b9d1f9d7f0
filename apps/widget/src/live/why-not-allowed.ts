import type { EmbedCheck } from '@afterword/contracts';

/**
 * Tells a forbidden origin from a service that is away, by what is readable from every origin: the check of how the widget is embedded.
 * @returns what to do, for whoever set the widget up; undefined if the service does not answer
 */
export async function whyNotAllowed(base: string, path: string): Promise<string | undefined> {
  const site = /^\/v1\/(?:sites\/|counters\?site=)([^/&]+)/.exec(path)?.[1] ?? '';
  const check = `${base}/embed/check?site=${site}&origin=${encodeURIComponent(origin)}`;
  const answer = await fetch(check, { credentials: 'omit' }).catch(() => null);
  if (!answer) return undefined;
  const { findings = [] } = (await answer.json()) as Partial<EmbedCheck>;
  const wrong = findings.filter(({ level }) => level === 'wrong').map(({ message }) => message);
  return [...wrong, `To check: ${check}`].join(' ');
}
