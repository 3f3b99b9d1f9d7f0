/** Every limit of the product, in one place. docs/limits.md is checked against this object by a test. */
export const LIMITS = {
  /** Characters of a site's id. */
  siteIdLength: 64,
  /** Characters of a page's key, after percent-decoding. */
  pageKeyLength: 512,
  /** Other keys that a page is found by. */
  pageAliases: 100,
  /** Authors that the operator may name for a page, and pages that one token may say its reader wrote. */
  pageAuthors: 20,
  ssoAuthorOf: 50,
  /** Characters of a URL anywhere. */
  urlLength: 2_048,
  /** Characters of a title anywhere. */
  titleLength: 500,
  /** Characters of a reader's name. */
  readerNameLength: 80,
  /** Names that a site keeps from guests. */
  reservedNames: 200,
  /** Characters of a comment's Markdown; a site may allow less. */
  commentBodyLength: 10_000,
  /** Replies that a list gives with each comment; more come on demand. */
  inlineReplies: 3,
  /** Levels of replies that a list gives inline where the site says nothing else, and at most. */
  shownDepth: 3,
  shownDepthMax: 8,
  /** Top comments in a page's snapshot. */
  snapshotComments: 20,
  /** Items in a list when `limit` is not given, and at most. */
  pageSizeDefault: 20,
  pageSizeMax: 100,
  /** Pages in one counters request. */
  countersBatch: 100,
  /** Milliseconds that an answer to who sends no token may be behind what another process has stored. */
  staleReadMs: 1_000,
  /** Whole points in one reward; a site may allow less. */
  rewardMin: 1,
  rewardMax: 1_000,
  /** Minutes in which who gave a reward may take it back. */
  rewardUndoMinutes: 15,
  /** Whole points that a site gives to a new wallet, and to one each day. */
  grantMax: 1_000_000,
  /** Characters of an Idempotency-Key, and how long its answer is kept. */
  idempotencyKeyLength: 255,
  idempotencyKeyHours: 24,
  /** Days that an event stays in the event log. */
  eventDays: 30,
  /** Event streams that one address may have open at one process. */
  eventStreamsPerAddress: 200,
  /** Minutes in which a challenge can be answered, its hardest number, and characters of an answer. */
  proofMinutes: 5,
  proofMaxNumber: 50_000,
  proofLength: 2_048,
  /** Days a session lasts. */
  sessionDays: 90,
  /** Characters of a single sign-on token. */
  ssoTokenLength: 8_192,
  /** Characters of the `sub` of a single sign-on token, and how long such a token may be valid. */
  ssoSubjectLength: 255,
  ssoTokenHours: 24,
  /** Hours that a replaced single sign-on secret stays valid. */
  ssoPreviousSecretHours: 24,
  /** Minutes after posting in which the author may edit a comment where the site says nothing else, and at most. */
  editWindowMinutes: 15,
  editWindowMinutesMax: 10_080,
  /** Days that the widget's files of an earlier build are kept for pages that were opened before the deploy. */
  widgetFileDays: 30,
  /** Characters of a content security policy in a check of an embed. */
  checkedPolicyLength: 8_192,
  /** Bytes of a JSON request body. */
  bodyBytes: 256 * 1024,
  /** Lists and objects within each other in a JSON request body. */
  bodyDepth: 64,
  /** Characters of what is searched for. */
  searchLength: 200,
  /** Characters of an article's Markdown and of its front matter. */
  articleBodyLength: 500_000,
  frontMatterLength: 20_000,
  /** Topics and related links of an article. */
  articleTopics: 20,
  articleRelatedLinks: 50,
  /** Bytes of a picture that lies beside an article's file, its longest side in pixels, and such pictures in an article. */
  imageBytes: 5 * 1024 * 1024,
  imageSide: 10_000,
  articleImages: 100,
  /** Further languages of an article beside its own and its original, and slugs that it had before. */
  articleTranslations: 20,
  articleAliases: 50,
  /** Characters of an article's slug; it is the page's key too. */
  slugLength: 200,
  /** Characters of a topic's name. */
  topicLength: 80,
} as const;
