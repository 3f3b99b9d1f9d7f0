/**
 * Tells a forbidden origin from a service that is away: /embed.js is readable from every origin.
 * @returns what to do, for whoever set the widget up; undefined if the service does not answer
 */
export async function whyNotAllowed(base: string, path: string): Promise<string | undefined> {
  const { ok } = await fetch(`${base}/embed.js`, { method: 'HEAD', cache: 'no-store' }).catch(() => ({ ok: false }));
  if (!ok) return undefined;
  const site = /^\/v1\/(?:sites\/|counters\?site=)([^/&]+)/.exec(path)?.[1] ?? '';
  const check = `${base}/embed/check?site=${site}&origin=${encodeURIComponent(origin)}`;
  // No site can list the origin of a sandbox or a file.
  const command = origin === 'null' ? '' : ` Run: npx afterword sites ensure ${site} --origin ${origin}`;
  return `the site "${site}" does not list the origin ${origin}.${command} To check: ${check}`;
}
