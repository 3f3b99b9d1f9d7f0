import type { WebhookFormat } from '@afterword/contracts';
import { discord } from './discord';
import type { AddressCheck, Format } from './format';
import { matrix, matrixAddress } from './matrix';
import { slack } from './slack';
import { standard } from './standard';
import { teams } from './teams';
import { telegram, telegramAddress } from './telegram';

export type { FormattedRequest } from './format';

/** Each kind of receiver. A new one is a file and a line here. */
export const FORMATS: Readonly<Record<WebhookFormat, { write: Format; problemOf?: AddressCheck }>> = {
  standard: { write: standard },
  slack: { write: slack },
  discord: { write: discord },
  telegram: { write: telegram, problemOf: telegramAddress },
  matrix: { write: matrix, problemOf: matrixAddress },
  teams: { write: teams },
};
