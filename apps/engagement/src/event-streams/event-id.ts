/** Where a page stands; the id of its events, so that a stream can be taken up again where it broke off. */
export interface PageVersions {
  countersVersion: number;
  commentsVersion: number;
}

export const eventId = ({ countersVersion, commentsVersion }: PageVersions): string =>
  `${countersVersion}.${commentsVersion}`;

/** Null for an id that no stream of ours gave: the reader then starts from the present. */
export function readEventId(id: string | undefined): PageVersions | null {
  const match = /^(\d{1,15})\.(\d{1,15})$/.exec(id ?? '');
  return match ? { countersVersion: Number(match[1]), commentsVersion: Number(match[2]) } : null;
}
