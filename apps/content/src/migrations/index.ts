import { Initial1764000000000 } from './0001-initial';
import { Installation1764000000009 } from './0010-installation';
import { Idempotency1764000000004 } from './0005-idempotency';
import { IdempotencyOwner1764000000005 } from './0006-idempotency-owner';
import { ImageCopies1764000000010 } from './0011-image-copies';
import { Images1764000000002 } from './0003-images';
import { RendererVersion1764000000006 } from './0007-renderer-version';
import { Search1764000000003 } from './0004-search';
import { VersionsAliasesSchedule1764000000001 } from './0002-versions-aliases-schedule';
import { NormalUrls1764000000008 } from './0009-normal-urls';
import { Listings1764000000012 } from './0013-listings';
import { SiteSettings1764000000013 } from './0014-site-settings';
import { OneLineTexts1764000000011 } from './0012-one-line-texts';

/** Oldest first. Append only: what has run somewhere is never edited. */
export const migrations = [
  Initial1764000000000,
  VersionsAliasesSchedule1764000000001,
  Images1764000000002,
  Search1764000000003,
  Idempotency1764000000004,
  IdempotencyOwner1764000000005,
  RendererVersion1764000000006,
  NormalUrls1764000000008,
  Installation1764000000009,
  ImageCopies1764000000010,
  OneLineTexts1764000000011,
  Listings1764000000012,
  SiteSettings1764000000013,
];
