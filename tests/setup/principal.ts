import { createHash } from 'node:crypto';
import type { Session } from '@afterword/contracts';
import type { ReaderPrincipal } from '@afterword/platform';

/** Who acts with a session's token, as the service would know them: for specs that call services without HTTP. */
export const principalOf = (siteId: string, { reader, token }: Session): ReaderPrincipal => ({
  kind: 'reader',
  reader: { ...reader, siteId },
  tokenHash: createHash('sha256').update(token).digest(),
  restriction: null,
  wasMuted: false,
});
