import { Initial1764000000000 } from './0001-initial';
import { PageKeys1764000000001 } from './0002-page-keys';
import { LedgerInFull1764000000002 } from './0003-ledger-in-full';
import { SiteSettings1764000000003 } from './0004-site-settings';
import { ReaderData1764000000004 } from './0005-reader-data';
import { ProofOfWork1764000000005 } from './0006-proof-of-work';
import { CommentIdHash1764000000006 } from './0007-comment-id-hash';
import { WidgetFiles1764000000007 } from './0008-widget-files';
import { PageAuthors1764000000008 } from './0009-page-authors';
import { VisitsByDay1764000000009 } from './0010-visits-by-day';
import { SelectiveIndexes1764000000010 } from './0011-selective-indexes';
import { OriginsOfSites1764000000011 } from './0012-origins-of-sites';
import { Events1764000000012 } from './0013-events';
import { EventConsumers1764000000013 } from './0014-event-consumers';
import { CommentStatus1764000000014 } from './0015-comment-status';
import { IdempotencyJson1764000000015 } from './0016-idempotency-json';
import { Abuse1764000000016 } from './0017-abuse';
import { SessionGroundsAndNames1764000000017 } from './0018-session-grounds-and-names';
import { CommentRendering1764000000018 } from './0019-comment-rendering';
import { PagesAndRanks1764000000019 } from './0020-pages-and-ranks';
import { NormalAddresses1764000000020 } from './0021-normal-addresses';
import { Installation1764000000022 } from './0023-installation';
import { Moderation1764000000023 } from './0024-moderation';
import { Reports1764000000024 } from './0025-reports';
import { Staff1764000000025 } from './0026-staff';
import { ModerationLog1764000000026 } from './0027-moderation-log';
import { DecisionGrounds1764000000027 } from './0028-decision-grounds';
import { Restrictions1764000000029 } from './0030-restrictions';
import { GuestClients1764000000030 } from './0031-guest-clients';
import { SpamFilter1764000000031 } from './0032-spam-filter';
import { ModerationSecrets1764000000032 } from './0033-moderation-secrets';
import { AvatarPictures1764000000035 } from './0036-avatar-pictures';
import { PageModes1764000000036 } from './0037-page-modes';
import { QueueText1764000000037 } from './0038-queue-text';
import { AkismetCorrections1764000000038 } from './0039-akismet-corrections';
import { ReportPriority1764000000039 } from './0040-report-priority';
import { ModerationClaims1764000000040 } from './0041-moderation-claims';
import { TextsAndNumbers1764000000041 } from './0042-texts-and-numbers';
import { FeaturedComments1764000000042 } from './0043-featured-comments';
import { ClosedPages1764000000043 } from './0044-closed-pages';
import { Imports1764000000044 } from './0045-imports';
import { ImportTargets1764000000045 } from './0046-import-targets';
import { Webhooks1764000000047 } from './0048-webhooks';
import { Notifications1764000000049 } from './0050-notifications';
import { NotificationMail1764000000050 } from './0051-notification-mail';
import { RestoredBackups1764000000053 } from './0054-restored-backups';
import { FingerprintBands1764000000054 } from './0055-fingerprint-bands';
import { CommentFeeds1764000000055 } from './0056-comment-feeds';
import { Mentions1764000000056 } from './0057-mentions';
import { MailReports1764000000057 } from './0058-mail-reports';
import { StaffMail1764000000058 } from './0059-staff-mail';
import { PushSubscriptions1764000000059 } from './0060-push-subscriptions';
import { PushOutcomes1764000000060 } from './0061-push-outcomes';
import { PushChoices1764000000061 } from './0062-push-choices';
import { ImportFiles1764000000062 } from './0063-import-files';
import { ModerationMail1764000000063 } from './0064-moderation-mail';
import { PushRenewals1764000000064 } from './0065-push-renewals';
import { SiteLooks1764000000065 } from './0066-site-looks';
import { ReactionNames1764000000069 } from './0070-reaction-names';
import { SiteSettingsVersions1764000000070 } from './0071-site-settings-versions';
import { CommentsOfAuthors1764000000071 } from './0072-comments-of-authors';
import { PublicRewards1764000000072 } from './0073-public-rewards';
import { RewardIndex1764000000073 } from './0074-reward-index';
import { NotificationIndexes1764000000078 } from './0079-notification-indexes';
import { NotificationChecks1764000000079 } from './0080-notification-checks';
import { SiteInKeys1764000000080 } from './0081-site-in-keys';
import { RenderingProgress1764000000081 } from './0082-rendering-progress';

/** Oldest first. Append only: what has run somewhere is never edited. */
export const migrations = [
  Initial1764000000000,
  PageKeys1764000000001,
  LedgerInFull1764000000002,
  SiteSettings1764000000003,
  ReaderData1764000000004,
  ProofOfWork1764000000005,
  CommentIdHash1764000000006,
  WidgetFiles1764000000007,
  PageAuthors1764000000008,
  VisitsByDay1764000000009,
  SelectiveIndexes1764000000010,
  OriginsOfSites1764000000011,
  Events1764000000012,
  EventConsumers1764000000013,
  CommentStatus1764000000014,
  IdempotencyJson1764000000015,
  Abuse1764000000016,
  SessionGroundsAndNames1764000000017,
  CommentRendering1764000000018,
  PagesAndRanks1764000000019,
  NormalAddresses1764000000020,
  Installation1764000000022,
  Moderation1764000000023,
  Reports1764000000024,
  Staff1764000000025,
  ModerationLog1764000000026,
  DecisionGrounds1764000000027,
  Restrictions1764000000029,
  GuestClients1764000000030,
  SpamFilter1764000000031,
  ModerationSecrets1764000000032,
  AvatarPictures1764000000035,
  PageModes1764000000036,
  QueueText1764000000037,
  AkismetCorrections1764000000038,
  ReportPriority1764000000039,
  ModerationClaims1764000000040,
  TextsAndNumbers1764000000041,
  FeaturedComments1764000000042,
  ClosedPages1764000000043,
  Imports1764000000044,
  ImportTargets1764000000045,
  Webhooks1764000000047,
  Notifications1764000000049,
  NotificationMail1764000000050,
  RestoredBackups1764000000053,
  FingerprintBands1764000000054,
  CommentFeeds1764000000055,
  Mentions1764000000056,
  MailReports1764000000057,
  StaffMail1764000000058,
  ImportFiles1764000000062,
  ModerationMail1764000000063,
  PushSubscriptions1764000000059,
  PushOutcomes1764000000060,
  PushChoices1764000000061,
  PushRenewals1764000000064,
  SiteLooks1764000000065,
  ReactionNames1764000000069,
  SiteSettingsVersions1764000000070,
  CommentsOfAuthors1764000000071,
  PublicRewards1764000000072,
  RewardIndex1764000000073,
  NotificationIndexes1764000000078,
  NotificationChecks1764000000079,
  SiteInKeys1764000000080,
  RenderingProgress1764000000081,
];
