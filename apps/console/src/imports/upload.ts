import type { ImportFile } from '@afterword/contracts';
import { ApiProblem, call, sitePath } from '../api/call';

/** Before a part is sent again that did not arrive, one after the other. Milliseconds. */
const PAUSES_MS = [1_000, 3_000, 10_000];

/** How a file is read, as the form says it. */
export interface Wanted {
  format: string;
  map: string;
  origin: string;
  timeZone: string;
  keepEmail: boolean;
}

/**
 * Sends a file in parts, and tells how much of it is there. A file that was begun before, here or elsewhere, goes on where it was stopped.
 * @throws ApiProblem, Unreachable, or when aborted
 */
export async function upload(
  site: string,
  { file, wanted, begun }: { file: File; wanted: Wanted; begun: ImportFile | undefined },
  { tell, signal }: { tell: (file: ImportFile) => void; signal: AbortSignal },
): Promise<void> {
  const path = sitePath(site, 'import-files');
  const { origin, ...settings } = wanted;
  const body = { name: file.name, bytes: file.size, ...settings, ...(origin === '' ? {} : { origin }) };
  let sent = begun ?? (await call<ImportFile>('POST', path, { body, key: crypto.randomUUID(), signal }));
  tell(sent);
  const { id, partBytes } = sent;
  // Parts are sent one after the other, so those that are there are the first ones.
  for (let part = Math.floor(sent.receivedBytes / partBytes); part * partBytes < file.size; part += 1) {
    const bytes = file.slice(part * partBytes, (part + 1) * partBytes);
    sent = await insist(() => call<ImportFile>('PUT', `${path}/${id}/parts/${part}`, { bytes, signal }), signal);
    tell(sent);
  }
}

/** Tries again what fails by itself. */
async function insist<Answer>(attempt: () => Promise<Answer>, signal: AbortSignal): Promise<Answer> {
  for (const pause of PAUSES_MS) {
    try {
      return await attempt();
    } catch (error) {
      if (signal.aborted || (error instanceof ApiProblem && error.status < 500)) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
      signal.throwIfAborted();
    }
  }
  return attempt();
}
