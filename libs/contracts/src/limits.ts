/**
 * All limits of the product. The comment of a key is its meaning in docs/limits.md; `limits.spec.ts` compares the names, values and
 * meanings.
 */
export const LIMITS = {
  /** Longest site id. */
  siteIdLength: 64,
  /** Longest page key that is not a URL, after percent-decoding. */
  pageKeyLength: 512,
  /** Longest URL as a page key: its normal form in UTF-8, letters of every script not percent-encoded. */
  pageUrlBytes: 2_048,
  /** Most aliases (other keys) of one page. */
  pageAliases: 100,
  /** Most authors that the operator can set for one page. */
  pageAuthors: 20,
  /** Most pages in the `authorOf` claim of one single sign-on token. */
  ssoAuthorOf: 50,
  /** Longest URL, anywhere in the API. A percent-encoded letter counts as one character. */
  urlLength: 2_048,
  /** Longest URL as it is sent, percent-encoded. */
  urlEncodedLength: 8_192,
  /** Longest title, site name, source name or author name of an article. */
  titleLength: 500,
  /** Longest name of a reader. */
  readerNameLength: 80,
  /** Most names that a site can reserve for its staff. */
  reservedNames: 200,
  /** Most members who are named among those who reacted to a page or comment with one kind, the newest ones. */
  namedReactions: 100,
  /** How many rewards of a page or comment, the newest ones, its supporters are read from. */
  supportersRead: 1_000,
  /** Most supporters of a page or comment who are named, the newest ones. */
  namedSupporters: 100,
  /** Longest emoji that a site sets for a reaction or for points. Several code points may make one emoji. */
  lookIconLength: 16,
  /** Longest name of a reaction or of points that a site sets. */
  lookLabelLength: 40,
  /** Longest text of a site about its points. */
  lookTextLength: 500,
  /** Most amounts of points that a site offers. */
  lookAmounts: 6,
  /** Most JSON of a site's look, which comes with every page. */
  lookBytes: 8_192,
  /** Longest Markdown of a comment. A site can set less. */
  commentBodyLength: 10_000,
  /** Bytes of HTML that any Markdown may become. Further ones are in proportion to its length. */
  htmlBytesFree: 16_384,
  /** Most bytes of HTML for each byte of Markdown, beyond the first `htmlBytesFree`. */
  htmlBytesPerByte: 8,
  /** Deepest nesting of quotes, lists, tables and formatting in Markdown, as HTML elements inside each other. */
  markdownDepth: 40,
  /** Most cells of all tables in a comment. */
  commentTableCells: 1_000,
  /** Most cells of all tables in an article, per language. */
  articleTableCells: 20_000,
  /** Replies returned inline with each comment of a list. The rest are loaded on demand. */
  inlineReplies: 3,
  /** Replies that are not returned inline are counted up to this, for all comments of an answer together. */
  countedReplies: 2_000,
  /** Most people whom one comment mentions. */
  mentionsInComment: 10,
  /** The newest comments of a page, whose authors can be mentioned there. */
  mentionableComments: 1_000,
  /** Most people in one list to pick a mention from. */
  mentionsListed: 20,
  /** Comments of a feed of a page or a site; fewer where they are long. */
  commentsInFeed: 50,
  /** Most ancestors of a comment in one page of its context. */
  contextAncestors: 20,
  /** Levels of replies returned inline, unless the site sets another number. */
  shownDepth: 3,
  /** Most levels of inline replies that a site can set. */
  shownDepthMax: 8,
  /** Most words in a list of blocked or held words. */
  moderationWords: 2_000,
  /** Longest entry of a list of blocked or held words. */
  moderationWordLength: 200,
  /** Most hosts in a list of allowed or blocked hosts. */
  moderationHosts: 1_000,
  /** Largest number of approved comments that a site can ask of a new reader. */
  firstCommentsMax: 100,
  /** Longest time in which a page takes one comment of each reader. */
  slowSecondsMax: 86_400,
  /** Longest email address of a member of staff. */
  staffEmailLength: 254,
  /** Most sites on which a member of staff has a role. */
  staffRoles: 100,
  /** Longest name of a personal token of staff. */
  staffTokenNameLength: 80,
  /** How long a session of staff lasts. */
  staffSessionHours: 12,
  /** Longest life of a personal token of staff. */
  staffTokenDays: 30,
  /** How long an invitation can be accepted. */
  staffInvitationDays: 7,
  /** Most passkeys of a member of staff. */
  staffPasskeys: 20,
  /** Time in which a passkey must answer. */
  passkeyMinutes: 5,
  /** Longest part of a passkey's answer, in base64url. */
  passkeyFieldLength: 16_384,
  /** Most comments in one decision of a moderator. */
  decisionComments: 100,
  /** Longest name of a law or of a clause of the terms in a decision. */
  decisionRuleLength: 500,
  /** Longest note or message of a decision. */
  decisionTextLength: 2_000,
  /** Longest time that a comment waits for the site's own check. */
  externalTimeoutMs: 5_000,
  /** Largest answer of the site's own check. */
  externalAnswerBytes: 64 * 1024,
  /** The comments of a moderation queue are counted up to this. */
  queueCount: 10_000,
  /** The latest failed jobs of a queue that the operator is shown. */
  failedJobs: 100,
  /** How long a comment is claimed by a moderator who looks at it, unless they keep it. */
  claimSeconds: 60,
  /** How long what a comment said before an edit, or before an import changed it, is kept. */
  earlierTextDays: 90,
  /** Texts before edits in the history of a comment, the newest ones. */
  earlierTextsShown: 20,
  /** Changes of status, the newest ones, that the numbers of moderation count. */
  numbersChanges: 100_000,
  /** How much of the comment that a reply answers moderators are shown with the reply. */
  parentExcerptLength: 500,
  /** Longest message to a banned reader. */
  restrictionMessageLength: 500,
  /** Most comments of one page that only a muted reader sees, in their own lists. */
  mutedCommentsShown: 500,
  /** How many comments of a page's authors on that page, the newest ones, make the list of their conversations. */
  authorComments: 1_000,
  /** Most held comments of one reader on one page that their own list shows. */
  heldCommentsShown: 20,
  /** Most featured comments of one page. */
  featuredComments: 3,
  /** Longest reason for which a page is closed, as its readers are told. */
  closedReasonLength: 500,
  /** Top-level comments in a page's snapshot, which the content service shows. */
  snapshotComments: 20,
  /** Bytes of text and HTML of the comments in one list, snapshot or article page. Beyond it, fewer comments and replies are inline. */
  threadBytes: 512 * 1024,
  /** Items in one page of a list when `limit` is not given. */
  pageSizeDefault: 20,
  /** Largest `limit` of a list. */
  pageSizeMax: 100,
  /** How long a list of the top comments can be read on by the ranks that it began with. */
  rankedListMinutes: 60,
  /** Most pages in one request for counters. */
  countersBatch: 100,
  /** How old a cached answer to a request without a token can be when another process has changed the page. */
  staleReadMs: 1_000,
  /** How far a replica may be behind that answers reads which may be old (`DATABASE_READ_URL`). */
  replicaBehindMs: 5_000,
  /** Smallest reward. */
  rewardMin: 1,
  /** Largest reward. A site can set less. */
  rewardMax: 1_000,
  /** Time in which a reader can undo a reward they gave. */
  rewardUndoMinutes: 15,
  /** Largest starting balance or daily grant of a site. */
  grantMax: 1_000_000,
  /** Longest `Idempotency-Key`. */
  idempotencyKeyLength: 255,
  /** How long the response to an `Idempotency-Key` is stored. */
  idempotencyKeyHours: 24,
  /** How long an event stays in the event log. */
  eventDays: 30,
  /** How long a notification is kept, read or not, with what became of it. */
  notificationDays: 30,
  /** Notifications that are not read are counted up to this. */
  unreadNotifications: 100,
  /** How much of a comment a notification shows. */
  excerptLength: 200,
  /** Most pages and comments that a reader follows. */
  follows: 1_000,
  /** Longest email address of a reader. */
  emailLength: 254,
  /** Most mails in a day that ask an address whether it is a reader's. */
  confirmationsPerDay: 5,
  /** How often a mail is tried that the mail server does not take. */
  mailAttempts: 8,
  /** How long the link that confirms an address is good. */
  confirmationDays: 7,
  /** How long the address of a reader's page of settings is good. */
  mailPageDays: 30,
  /** How long the links in mail to staff are good. */
  staffLinkDays: 30,
  /** Most bounces and complaints in one request. */
  mailReports: 100,
  /** Largest message with a bounce or complaint. */
  mailReportBytes: 1_048_576,
  /** Most notifications that a mail lists; of more it says how many. */
  notificationsInMail: 20,
  /** Longest subject of a mail. */
  mailSubjectLength: 120,
  /** Most browsers in which a reader is told; one more takes the place of the oldest. */
  pushSubscriptions: 10,
  /** Largest content of a push, before it is encrypted. */
  pushBytes: 3_000,
  /** How long a push service keeps a push for a browser that is away, and how old what is pushed may be. */
  pushHours: 24,
  /** How often a push is tried that the push service does not take. */
  pushAttempts: 8,
  /** Most notifications of a reader in an hour of the clock that are pushed; of more, the inbox tells. */
  pushesPerHour: 30,
  /** How many pushes in a row may fail before the browser is forgotten. */
  pushFailures: 10,
  /** Most webhook endpoints of a site. */
  webhookEndpoints: 20,
  /** Longest description of a webhook endpoint. */
  webhookDescriptionLength: 200,
  /** Time in which a webhook endpoint must answer. */
  webhookTimeoutSeconds: 15,
  /** How much of the body of a webhook endpoint's answer is kept. */
  webhookAnswerBytes: 1_024,
  /** Attempts of one delivery that are kept, the newest ones. */
  webhookAttemptsKept: 20,
  /** How long the previous secret of a webhook endpoint stays valid after it was replaced. */
  webhookPreviousSecretHours: 24,
  /** How long a webhook endpoint may fail before it is paused. */
  webhookFailingDays: 5,
  /** How long a delivery is kept, sent or not. */
  webhookDeliveryDays: 30,
  /** Most deliveries that one replay of a time span sends again. */
  webhookReplays: 10_000,
  /** Event streams that one address can have open on one process. */
  eventStreamsPerAddress: 200,
  /** How long a proof-of-work challenge is valid. */
  proofMinutes: 5,
  /** Highest number that can solve a proof-of-work challenge, and so the most attempts it takes. */
  proofMaxNumber: 50_000,
  /** Longest encoded solution of a proof-of-work challenge. */
  proofLength: 2_048,
  /** How long a reader's session lasts. */
  sessionDays: 90,
  /** Longest single sign-on token. */
  ssoTokenLength: 8_192,
  /** Longest `sub` claim of a single sign-on token. */
  ssoSubjectLength: 255,
  /** Longest lifetime of a single sign-on token, from `iat` to `exp`. */
  ssoTokenHours: 24,
  /** How long the previous single sign-on secret stays valid after it was replaced. */
  ssoPreviousSecretHours: 24,
  /** How long a keyed hash says that a reader erased themselves, so that signing in again brings no second grant or vote. */
  erasedSubjectDays: 365,
  /** Time in which an author can edit a comment, unless the site sets another time. */
  editWindowMinutes: 15,
  /** Longest edit window that a site can set. */
  editWindowMinutesMax: 10_080,
  /** How long the widget's files of earlier builds are kept, for pages that were opened before a deployment. */
  widgetFileDays: 30,
  /** Longest content security policy that the embed check accepts. */
  checkedPolicyLength: 8_192,
  /** Longest Markdown of a comment that is imported. What is longer is cut. */
  importedBodyLength: 50_000,
  /** Most votes that are imported for one comment. */
  importedVotes: 10_000,
  /** Largest file of another system that can be uploaded. The command line takes larger ones. */
  importFileBytes: 256 * 1024 * 1024,
  /** Longest name of a file that is uploaded to be imported. */
  importFileNameLength: 200,
  /** Size of the parts in which a file to import is uploaded. */
  importPartBytes: 256 * 1024,
  /** Most files to import that a site keeps. */
  importFiles: 10,
  /** How long a file to import is kept after the last that was done with it. */
  importFileDays: 7,
  /** Longest name of the source of an import. */
  importSourceLength: 100,
  /** Longest table of addresses of an import. */
  importMapLength: 100_000,
  /** Most threads in the report of an uploaded file. */
  importReportThreads: 5_000,
  /** Most items of one kind in the report of an uploaded file. */
  importReportItems: 200,
  /** Most comments in the list of what readers did on an import since. */
  importUses: 1_000,
  /** Largest request body. */
  bodyBytes: 256 * 1024,
  /** Deepest nesting of arrays and objects in a JSON request body. */
  bodyDepth: 64,
  /** Most errors that a problem lists. */
  problemErrors: 20,
  /** Longest path or message of an error in a problem. What is longer is cut. */
  problemText: 200,
  /** Time in which the head of a request must arrive. */
  requestHeadSeconds: 20,
  /** Time in which a whole request must arrive, its body included. */
  requestSeconds: 60,
  /** How long a connection stays open on which nothing is sent or read while a response is on the way. */
  quietConnectionSeconds: 120,
  /** Longest search query. */
  searchLength: 200,
  /** Longest Markdown of an article, per language. */
  articleBodyLength: 500_000,
  /** Longest front matter of an article file. */
  frontMatterLength: 20_000,
  /** Most topics of an article. */
  articleTopics: 20,
  /** Most related links of an article. */
  articleRelatedLinks: 50,
  /** Largest image file of an article. */
  imageBytes: 5 * 1024 * 1024,
  /** Largest width or height of an image. */
  imageSide: 10_000,
  /** Largest file of a reader's picture that is loaded from their site. */
  avatarBytes: 5 * 1024 * 1024,
  /** Time in which a reader's picture must be loaded, redirects included. */
  avatarSeconds: 10,
  /** Width and height of readers' pictures as they are served. */
  avatarSide: 96,
  /** How long a reader's picture is served before it is loaded again. */
  avatarFreshDays: 7,
  /** How long a reader's picture that could not be loaded is not asked for again. */
  avatarRetryMinutes: 10,
  /** Most images of an article file. */
  articleImages: 100,
  /** Most translations of an article, besides its main language and its original. */
  articleTranslations: 20,
  /** Most aliases of an article, former slugs included. */
  articleAliases: 50,
  /** Longest slug of an article. The slug is also the page key. */
  slugLength: 200,
  /** Longest name of a topic. */
  topicLength: 80,
  /** Earliest year of a publication date, in UTC. */
  publicationYearMin: 1_000,
  /** Latest year of a publication date, in UTC. */
  publicationYearMax: 9_999,
} as const;
