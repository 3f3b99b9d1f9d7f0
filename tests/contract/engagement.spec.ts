import { createECDH, randomBytes, randomUUID } from 'node:crypto';
import type {
  Account,
  Comment,
  Decision,
  FailedJobList,
  InvitedStaff,
  MailSetup,
  Page,
  Passkey,
  PasskeyCreationOptions,
  PasskeyRequestOptions,
  People,
  Problem,
  ReaderList,
  Reward,
  Session,
  Share,
  Site,
  StaffInvitation,
  StaffSession,
  StaffToken,
  StoredPushSubscription,
  ImportFile,
  Webhook,
  WebhookDelivery,
} from '@afterword/contracts';
import { type ApiOperation, QUEUE_POLICIES, QueueProducer } from '@afterword/platform';
import { engagement as description } from '@afterword/testing/described-services';
import { Authenticator } from '@afterword/testing/authenticator';
import { pagePath } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { poll } from '@afterword/testing/poll';
import { type Step, Walk } from './walk';

const ORIGIN = 'https://paper.example';
const CREDENTIAL = { id: 'AA', rawId: 'AA', type: 'public-key' };
/** What a browser would give. */
const PUSH_SUBSCRIPTION = {
  endpoint: 'https://push.example/browser',
  keys: {
    p256dh: createECDH('prime256v1').generateKeys('base64url'),
    auth: randomBytes(16).toString('base64url'),
  },
};

const key = () => ({ 'idempotency-key': randomUUID() });

describe('the engagement API keeps its contract', () => {
  let service: RunningEngagement;
  let walk: Walk;
  let site: Site;
  let reader: Session;
  let stranger: string;
  /** The token of a member of staff. */
  let staff: string;
  let comment: Comment;

  beforeAll(async () => {
    service = await startEngagement({ rateLimits: true, trustedProxies: '127.0.0.1/32' });
    walk = new Walk(service.api, description);
    site = await walk.good<Site>('createSite', {
      token: ADMIN_TOKEN,
      headers: key(),
      body: { id: `site-${randomUUID().slice(0, 8)}`, guestBalance: 100, name: 'A site', origins: [ORIGIN] },
    });
    reader = await walk.good<Session>('createSession', {
      path: { site: site.id },
      body: { name: 'Ada' },
      headers: key(),
    });
    const other = await service.api.site(ADMIN_TOKEN);
    stranger = await service.api.guest(other.id);
    comment = await walk.good<Comment>('postComment', {
      path: { site: site.id, page: 'talk' },
      token: reader.token,
      body: { body: 'Hello' },
      headers: key(),
    });
  });
  afterAll(() => service.stop());

  const inPage = (page = 'talk') => ({ path: { site: site.id, page } });
  const asReader = (step: Step = {}): Step => ({ token: reader.token, ...step });
  const asOperator = (step: Step = {}): Step => ({ token: ADMIN_TOKEN, ...step });

  it('to readers', async () => {
    await walk.good('readSite', { path: { site: site.id } });
    await walk.good('readChallenge', { path: { site: site.id } });
    await walk.good('readMe', asReader());
    await walk.good('updateMe', asReader({ body: { name: 'Ada L.' } }));
    const again = await service.api.guest(site.id);
    await walk.good('endSession', { token: again });
    const leaving = await service.api.guest(site.id);
    await walk.good('exportMe', { token: leaving });
    await walk.good('endMySessions', { token: leaving });
    await walk.good('deleteMe', { token: await service.api.guest(site.id) });
  });

  it('on pages', async () => {
    await walk.good('readCounters', { query: `?site=${site.id}&page=talk&page=${encodeURIComponent('a b')}` });
    await walk.good('describePage', asReader({ ...inPage(), body: { url: `${ORIGIN}/talk`, title: 'A talk' } }));
    await walk.good('readPage', inPage());
    const kind = { path: { ...inPage().path, kind: 'like' } };
    await walk.good('putReaction', asReader(kind));
    await walk.good('listPagePeople', { ...inPage(), query: '?language=de' });
    const page = await walk.good<Page>('readPage', asReader(inPage()));
    expect(page.viewer).toEqual({ reactions: ['like'], rewarded: 0 });
    await walk.good('deleteReaction', asReader(kind));
  });

  it('as they happen', async () => {
    const streams = { watchPage: pagePath(site.id, 'talk'), watchModeration: `/v1/sites/${site.id}/moderation` };
    for (const [id, path] of Object.entries(streams)) {
      const controller = new AbortController();
      const headers: Record<string, string> =
        id === 'watchModeration' ? { authorization: `Bearer ${ADMIN_TOKEN}` } : {};
      const response = await fetch(`${service.url}${path}/events`, { headers, signal: controller.signal });
      expect(response.status).toBe(200);
      const { answer } = walk.operation(id);
      expect('mediaType' in answer && response.headers.get('content-type')!.includes(answer.mediaType)).toBe(true);
      controller.abort();
      walk.note(id);
    }
  });

  it('in threads', async () => {
    await walk.good('listComments', { ...inPage(), query: '?sort=newest&limit=5' });
    await walk.good('listComments', { ...inPage(), query: '?sort=author' });
    await walk.good('listMentionable', asReader({ ...inPage(), query: '?q=a&limit=5' }));
    await walk.good('previewComment', { path: { site: site.id }, body: { body: '*Hello*' } });
    const reply = await walk.good<Comment>(
      'postComment',
      asReader({ ...inPage(), body: { body: 'A reply', parentId: comment.id } }),
    );
    const of = (id: string) => ({ path: { id } });
    await walk.good('readComment', asReader(of(comment.id)));
    await walk.good('readCommentContext', of(reply.id));
    await walk.good('listReplies', { ...of(comment.id), query: '?limit=1' });
    await walk.good('editComment', asReader({ ...of(reply.id), body: { body: 'A better reply' } }));
    const kind = { path: { id: comment.id, kind: 'like' } };
    await walk.good('putCommentReaction', asReader(kind));
    await walk.good('listCommentPeople', asReader(of(comment.id)));
    await walk.good('deleteCommentReaction', asReader(kind));
    await walk.good('deleteComment', asReader(of(reply.id)));
    for (const id of ['readPageFeed', 'readPageJsonFeed']) await walk.good(id, inPage());
    for (const id of ['readSiteFeed', 'readSiteJsonFeed']) await walk.good(id, { path: { site: site.id } });
  });

  it('where things are passed on and rewarded', async () => {
    const share = await walk.good<Share>(
      'sharePage',
      asReader({ ...inPage(), body: { channel: 'copy' }, headers: key() }),
    );
    await walk.good('visitShare', { path: { code: share.code } });
    await walk.good('readShareQrCode', { path: { code: share.code } });
    const reward = await walk.good<Reward>(
      'rewardPage',
      asReader({ ...inPage(), body: { amount: 5, public: true }, headers: key() }),
    );
    const people = await walk.good<People>('listPagePeople', inPage());
    expect(people.supporters).toMatchObject({ count: 1, people: [{ name: 'Ada L.' }] });
    await walk.good('withdrawNameFromPage', asReader(inPage()));
    await walk.good('undoReward', asReader({ path: { id: reward.id } }));
    const giver = await service.api.guest(site.id);
    const onComment = { path: { id: comment.id }, body: { amount: 5 } };
    const given = await walk.good<Reward>('rewardComment', { ...onComment, token: giver, headers: key() });
    await walk.good('withdrawNameFromComment', { path: { id: comment.id }, token: giver });
    await walk.good('undoReward', { path: { id: given.id }, token: giver });
    await walk.good('listMyTransfers', asReader({ query: '?limit=2' }));
  });

  it('to the operator', async () => {
    const settings = { path: { site: site.id } };
    await walk.good('listSites', asOperator());
    await walk.good('readSiteSettings', asOperator(settings));
    const { reportsUrl } = await walk.good<MailSetup>('readMailSetup', asOperator());
    await walk.good('reportMail', {
      path: { token: reportsUrl.split('/').at(-1)! },
      body: { reports: [{ kind: 'bounce', email: 'nobody@paper.example' }] },
    });
    await walk.good('updateSite', asOperator({ ...settings, body: { limits: { shownDepth: 2 } } }));
    await walk.good('readModeratedPage', asOperator(inPage()));
    await walk.good('moderatePage', asOperator({ ...inPage(), body: { closed: true, authors: [{ sub: 'ada' }] } }));
    await walk.refused('postComment', 403, asReader({ ...inPage(), body: { body: 'Too late' } }));
    await walk.good('moderatePage', asOperator({ ...inPage(), body: { closed: false } }));
    await walk.good('closePage', asOperator({ ...inPage(), body: { closed: true, reason: 'The vote is over.' } }));
    await walk.good('closePage', asOperator({ ...inPage(), body: { closed: false } }));
    await walk.good('addAlias', asOperator({ ...inPage(), body: { key: 'old-talk' }, headers: key() }));
    await walk.good('listAliases', asOperator(inPage()));
    await walk.good('removeAlias', asOperator({ path: { ...inPage().path, key: 'old-talk' } }));
    await walk.good('postComment', asReader({ ...inPage('other'), body: { body: 'Elsewhere' } }));
    await walk.good('mergePages', asOperator({ ...inPage(), body: { from: 'other' }, headers: key() }));
    await walk.good('pinComment', asOperator({ path: { id: comment.id }, body: { pinned: true } }));
    const ofComment = { path: { site: site.id, id: comment.id } };
    await walk.good('highlightComment', asOperator({ ...ofComment, body: { featured: true } }));
    const { items } = await walk.good<{ items: Account[] }>(
      'listAccounts',
      asOperator({ ...settings, query: '?kind=wallet' }),
    );
    const broken = ['first', 'second'].map((name) => `${name}-${site.id}`);
    const jobs = broken.map((jobId) => ({ name: 'article.eaten', data: {}, jobId }));
    await service.app.get(QueueProducer).add('articles', { ...QUEUE_POLICIES.articles, attempts: 1 }, jobs);
    await walk.good('listQueues', asOperator());
    await poll(
      () => walk.good<FailedJobList>('listFailedJobs', asOperator({ path: { queue: 'articles' } })),
      (list) => broken.every((id) => list.items.some((job) => job.id === id)),
    );
    await walk.good('retryFailedJob', asOperator({ path: { queue: 'articles', job: broken[0]! } }));
    const second = asOperator({ path: { queue: 'articles', job: broken[1]! } });
    await walk.good('removeFailedJob', second);
    await walk.refused('removeFailedJob', 404, second);
    await walk.refused('retryFailedJob', 404, second);
    await walk.refused('listFailedJobs', 404, asOperator({ path: { queue: 'nothing' } }));
    await walk.good('listTransfers', asOperator({ path: { site: site.id, id: items[0]!.id } }));
    const readers = await walk.good<ReaderList>('listReaders', asOperator({ ...settings, query: '?limit=1' }));
    const moderated = asOperator({ path: { site: site.id, id: readers.items[0]!.id } });
    await walk.good('readReader', moderated);
    await walk.good('restrictReader', { ...moderated, body: { kind: 'premoderate', reason: 'spam', note: 'New' } });
    await walk.good('liftRestriction', moderated);
    const leaver = await service.api.guest(site.id, 'Leaver');
    const found = await walk.good<ReaderList>('listReaders', asOperator({ ...settings, query: '?q=leav' }));
    await walk.good('endReaderSessions', asOperator({ path: { site: site.id, id: found.items[0]!.id } }));
    await walk.refused('readMe', 401, { token: leaver });
    const gone = await service.api.site(ADMIN_TOKEN);
    await walk.good('deleteSite', asOperator({ path: { site: gone.id } }));
  });

  it('to moderators', async () => {
    const ofSite = { path: { site: site.id } };
    const token = await service.api.guest(site.id);
    const post = { path: { site: site.id, page: 'heated' }, body: { body: 'Spam' }, token };
    const { id } = await walk.good<Comment>('postComment', post);
    await walk.good('reportComment', asReader({ path: { id }, body: { reason: 'spam' }, headers: key() }));
    await walk.good('listMyReports', asReader());
    await walk.good('updateModerationSettings', asOperator({ ...ofSite, body: { heldWords: ['casino'] } }));
    await walk.good('readModerationSettings', asOperator(ofSite));
    await walk.good('tryModeration', asOperator({ ...ofSite, body: { body: 'A casino' } }));
    await walk.good('listModeratedComments', asOperator({ ...ofSite, query: '?status=reported' }));
    await walk.good('readModeratedComment', asOperator({ path: { site: site.id, id } }));
    await walk.good('claimComment', asOperator({ path: { site: site.id, id } }));
    await walk.good('leaveComment', asOperator({ path: { site: site.id, id } }));
    await walk.good('readModerationNumbers', asOperator({ ...ofSite, query: '?days=7' }));
    const decision = await walk.good<Decision>(
      'decideComments',
      asOperator({ ...ofSite, body: { decision: 'remove', comments: [id] }, headers: key() }),
    );
    await walk.good('undoDecision', asOperator({ path: { site: site.id, id: decision.id } }));
    await walk.good('listModerationLog', asOperator(ofSite));
    await walk.good('exportModerationLog', asOperator(ofSite));
    await walk.good('exportSite', asOperator({ ...ofSite, query: '?format=csv' }));
  });

  it('to systems of a site', async () => {
    const ofSite = { path: { site: site.id } };
    const body = { url: 'https://localhost/hook', events: ['page.closed'] };
    const { id } = await walk.good<Webhook>('createWebhook', asOperator({ ...ofSite, body, headers: key() }));
    const of = { path: { site: site.id, id } };
    await walk.good('listWebhooks', asOperator(ofSite));
    await walk.good('readWebhook', asOperator(of));
    // A machine's own address is refused when it is connected to: nothing arrives.
    await walk.good('updateWebhook', asOperator({ ...of, body: { status: 'paused' } }));
    await walk.good('replaceWebhookSecret', asOperator({ ...of, body: {} }));
    const test = await walk.good<WebhookDelivery>('testWebhook', asOperator({ ...of, headers: key() }));
    const delivery = { path: { ...of.path, delivery: test.id } };
    await walk.good('listWebhookDeliveries', asOperator({ ...of, query: '?limit=1' }));
    await walk.good('readWebhookDelivery', asOperator(delivery));
    await walk.good('replayWebhookDelivery', asOperator(delivery));
    await walk.good('replayDelivery', asOperator({ path: { site: site.id, id: test.id } }));
    const since = new Date(0).toISOString();
    await walk.good('replayWebhookDeliveries', asOperator({ ...of, body: { since } }));
    await walk.good('deleteWebhook', asOperator(of));
  });

  it('to who moves comments here', async () => {
    const ofSite = { path: { site: site.id } };
    const item = { page: 'moved', id: 1, author: 'Ada', body: 'Hello', createdAt: '2014-01-01T00:00:00Z' };
    const data = Buffer.from(JSON.stringify(item));
    const body = { name: 'export.jsonl', bytes: data.length };
    const { id } = await walk.good<ImportFile>('createImportFile', asOperator({ ...ofSite, body, headers: key() }));
    const of = { path: { site: site.id, id } };
    const become = (status: ImportFile['status']) =>
      poll(
        () => walk.good<ImportFile>('readImportFile', asOperator(of)),
        (file) => file.status === status,
      );
    const part = {
      path: { ...of.path, part: '0' },
      rawBody: data,
      headers: { 'content-type': 'application/octet-stream' },
    };
    await walk.good('storeImportFilePart', asOperator(part));
    await become('checked');
    await walk.good('updateImportFile', asOperator({ ...of, body: { timeZone: '+01:00' } }));
    await become('checked');
    await walk.good('readImportFileReport', asOperator(of));
    await walk.good('startImport', asOperator(of));
    const { run } = await become('imported');
    await walk.good('listImportFiles', asOperator(ofSite));
    await walk.good('listImports', asOperator({ ...ofSite, query: '?limit=1' }));
    const ofRun = { path: { site: site.id, id: run! } };
    await walk.good('listImportUses', asOperator(ofRun));
    await walk.good('undoImport', asOperator(ofRun));
    await walk.good('deleteImportFile', asOperator(of));
  });

  it('to readers who are told something', async () => {
    for (const id of ['followPage', 'readPageFollow', 'unfollowPage']) await walk.good(id, asReader(inPage()));
    const of = { path: { id: comment.id } };
    await walk.good('followComment', asReader(of));
    await walk.good('listMyFollows', asReader());
    await walk.good('unfollowComment', asReader(of));
    await walk.good('listMyNotifications', asReader());
    await walk.good('readMyNotifications', asReader({ body: { until: '2026-01-01T00:00:00Z' } }));
    await walk.good('readNotificationSettings', asReader());
    await walk.good('updateNotificationSettings', asReader({ body: { rewards: { mail: 'daily' } } }));
    expect(
      (await walk.refused('setMyEmail', 409, asReader({ body: { email: 'ada@paper.example' } }))).detail,
    ).toContain('SMTP_URL');
    // With a mail server: see notification-mail.spec.ts.
    for (const id of ['setMyEmail', 'openMailLink', 'followMailLink']) walk.note(id);
    // With a mail server: see moderation-mail.spec.ts.
    for (const id of ['openStaffMailLink', 'followStaffMailLink']) walk.note(id);
    // See mail-settings-page.spec.ts.
    for (const id of ['openMailSettings', 'saveMailSettings']) walk.note(id);
    // See push.spec.ts.
    for (const id of ['turnOnPushes', 'turnOffPushes']) walk.note(id);
    await walk.good('readPushKey');
    await walk.good('pushWorker');
    await walk.good('renewPushes', { body: { former: PUSH_SUBSCRIPTION, subscription: PUSH_SUBSCRIPTION } });
    const subscribed = await walk.good<StoredPushSubscription>(
      'subscribeToPushes',
      asReader({ body: PUSH_SUBSCRIPTION }),
    );
    await walk.good('endPushes', asReader({ path: { subscription: subscribed.id } }));
    await walk.good('forgetMyEmail', asReader());
    const told = { path: { site: site.id, id: reader.reader.id } };
    await walk.good('listReaderNotifications', asOperator(told));
  });

  it('to staff', async () => {
    const roles = [{ site: site.id, role: 'admin' }];
    const invite = { body: { email: 'ada@paper.example', roles }, headers: key() };
    const invited = await walk.good<InvitedStaff>('inviteStaff', asOperator(invite));
    const of = { path: { id: invited.id } };
    await walk.good('listStaff', asOperator());
    await walk.good('updateStaff', asOperator({ ...of, body: { name: 'Ada' } }));
    const { url } = await walk.good<StaffInvitation>('inviteStaffAgain', asOperator(of));
    const token = new URL(url).hash.replace('#invitation=', '');
    await walk.good('readInvitation', { body: { token } });
    const accepted = await walk.good<StaffSession>('acceptInvitation', { body: { token } });
    staff = accepted.token;
    await walk.good('readStaffMe', { token: staff });
    await walk.good('updateStaffMe', { token: staff, body: { name: 'Ada L.' } });
    await walk.good('readStaffMailSettings', { token: staff });
    await walk.good('updateStaffMailSettings', { token: staff, body: { held: { mail: 'daily' } } });
    const made = await walk.good<StaffToken>('createStaffToken', { token: staff, body: { name: 'Script' } });
    await walk.good('endOtherStaffSession', { token: staff, path: { id: made.id } });
    const second = await walk.good<StaffToken>('createStaffToken', { token: staff, body: { name: 'Script' } });
    await walk.good('endStaffSession', { token: second.token });
    const options = await walk.good<PasskeyCreationOptions>('preparePasskey', { token: staff });
    const device = new Authenticator({ rpId: 'localhost', origin: service.config.engagementUrl });
    const credential = device.create(options);
    const passkey = await walk.good<Passkey>('addPasskey', { token: staff, body: { credential } });
    const asked = await walk.good<PasskeyRequestOptions>('preparePasskeySignIn');
    await walk.good('signInWithPasskey', { body: { credential: device.get(asked) } });
    await walk.good('removePasskey', { token: staff, path: { id: passkey.id } });
    const gone = { email: 'gone@paper.example', roles };
    const { id } = await walk.good<InvitedStaff>('inviteStaff', asOperator({ body: gone, headers: key() }));
    await walk.good('removeStaff', asOperator({ path: { id } }));
  });

  it('to whoever embeds and runs it', async () => {
    await walk.good('drawAvatar', { path: { avatar: '0123456789ab.svg' } });
    const script = await walk.good<string>('embed');
    await walk.good('embedMap');
    const file = /embed\/([\w-]+\.js)/.exec(script)![1]!;
    await walk.good('embedFile', { path: { file } });
    for (const id of ['home', 'embedPlayground', 'embedPlaygroundFrame', 'embedPlaygroundScript']) await walk.good(id);
    const page = await walk.good<string>('console');
    await walk.good('consoleFile', { path: { file: /console\/([\w-]+\.js)/.exec(page)![1]! } });
    const guide = await walk.good<string>('guide');
    await walk.good('guidePage', { path: { page: 'concepts' } });
    await walk.good('guidePageInFolder', { path: { folder: 'recipes', page: 'hugo' } });
    await walk.good('guideFile', { path: { file: /guide\/files\/([\w-]+\.css)/.exec(guide)![1]! } });
    const setUp = { origin: ORIGIN, site: site.id, csp: "default-src 'self'" };
    await walk.good('checkEmbed', { query: `?${new URLSearchParams(setUp).toString()}` });
    await walk.good('checkEmbedWithToken', { body: { ...setUp, sso: 'no.token.atall' } });
    // A machine that was busy may have been late for a check.
    await poll(
      () => service.api.call('GET', '/health/ready'),
      ({ status }) => status === 200,
    );
    for (const id of ['live', 'ready', 'metrics', 'openapi', 'docs']) await walk.good(id);
  });

  it('and no operation is left out', () => {
    expect(walk.missing).toEqual([]);
  });

  describe('when it refuses', () => {
    const operations = description.operations.filter(({ access }) => access !== 'anonymous' && access !== 'viewer');
    /** Parameters that lead somewhere, so that nothing else is refused. */
    const somewhere = (operation: ApiOperation): Step => {
      const all = {
        site: site.id,
        page: 'talk',
        kind: 'like',
        id: comment.id,
        key: 'old',
        code: 'x',
        file: 'x',
        delivery: 'x',
        part: '0',
        token: 'x',
        subscription: 'x',
        queue: 'articles',
        job: 'x',
      };
      return { path: all, headers: operation.idempotencyKey === 'required' ? key() : {} };
    };
    const isStaffs = ({ access }: ApiOperation) => ['operator', 'moderator', 'admin'].includes(access);
    const isOfPeople = ({ access }: ApiOperation) => access === 'staff' || access === 'staff-session';
    const tokenOf = (operation: ApiOperation) =>
      isOfPeople(operation) ? staff : isStaffs(operation) ? ADMIN_TOKEN : reader.token;
    const typeOf = (problem: Problem) => problem.type.replace('urn:afterword:problem:', '');

    it.each(operations.map((operation) => [operation.id, operation] as const))(
      '%s, who has no right',
      async (id, operation) => {
        await walk.refused(id, 401, somewhere(operation));
        // From an address of its own: so many unknown tokens from one are refused for that.
        const from = `192.0.2.${operations.indexOf(operation)}`;
        const { headers, ...rest } = somewhere(operation);
        await walk.refused(id, 401, { ...rest, headers: { ...headers, 'x-forwarded-for': from }, token: randomUUID() });
        if (operation.access === 'reader') await walk.refused(id, 403, { ...somewhere(operation), token: ADMIN_TOKEN });
        if (isOfPeople(operation)) await walk.refused(id, 403, { ...somewhere(operation), token: ADMIN_TOKEN });
        if (isStaffs(operation) || isOfPeople(operation))
          await walk.refused(id, 403, { ...somewhere(operation), token: reader.token });
        if (operation.access !== 'operator' && /\{site\}|comments/.test(operation.path)) {
          const body = operation.body ? { body: bodies[id] } : {};
          await walk.refused(id, 403, { ...somewhere(operation), ...body, token: stranger });
        }
      },
    );

    /** Bodies that there is nothing to say against. */
    const bodies: Record<string, object> = {
      createSession: {},
      updateMe: { name: 'Ada' },
      describePage: {},
      postComment: { body: 'Hello' },
      previewComment: { body: 'Hello' },
      editComment: { body: 'Hello' },
      sharePage: { channel: 'copy' },
      rewardPage: { amount: 1 },
      rewardComment: { amount: 1 },
      createSite: { id: 'another-site', name: 'Another site' },
      updateSite: {},
      reportMail: { reports: [] },
      moderatePage: { closed: true },
      closePage: { closed: true },
      addAlias: { key: 'alias' },
      mergePages: { from: 'alias' },
      pinComment: { pinned: true },
      reportComment: { reason: 'spam' },
      decideComments: { decision: 'remove', comments: ['0198c0de-0000-7000-8000-000000000000'] },
      restrictReader: { kind: 'ban' },
      tryModeration: { body: 'Hello' },
      updateModerationSettings: {},
      updateNotificationSettings: {},
      setMyEmail: { email: 'ada@paper.example' },
      readMyNotifications: { until: '2026-01-01T00:00:00Z' },
      subscribeToPushes: PUSH_SUBSCRIPTION,
      turnOnPushes: PUSH_SUBSCRIPTION,
      createImportFile: { name: 'export.xml', bytes: 1 },
      updateImportFile: {},
      createWebhook: { url: 'https://localhost/hook', events: ['page.closed'] },
      updateWebhook: {},
      replaceWebhookSecret: {},
      replayWebhookDeliveries: { since: '2026-01-01T00:00:00Z' },
      checkEmbedWithToken: { origin: ORIGIN },
      inviteStaff: { email: 'grace@paper.example', roles: [{ site: 'no-such-site', role: 'moderator' }] },
      updateStaff: {},
      readInvitation: { token: 'x' },
      acceptInvitation: { token: 'x' },
      updateStaffMe: { name: 'Ada' },
      createStaffToken: { name: 'Script' },
      renewPushes: { former: PUSH_SUBSCRIPTION, subscription: PUSH_SUBSCRIPTION },
      addPasskey: { credential: { ...CREDENTIAL, response: { clientDataJSON: 'AA', attestationObject: 'AA' } } },
      signInWithPasskey: {
        credential: { ...CREDENTIAL, response: { clientDataJSON: 'AA', authenticatorData: 'AA', signature: 'AA' } },
      },
    };

    const withBodies = description.operations.filter(({ body }) => body !== undefined);
    it.each(withBodies.map((operation) => [operation.id, operation] as const))(
      '%s, what is no good body',
      async (id, operation) => {
        const step = {
          ...somewhere(operation),
          token: operation.access === 'anonymous' ? undefined : tokenOf(operation),
        };
        const ask = (status: number, more: Step) => {
          const headers = { ...step.headers, ...more.headers };
          const { token, ...rest } = step;
          return walk.refused(id, status, { ...rest, ...(token === undefined ? {} : { token }), ...more, headers });
        };
        expect(typeOf(await ask(400, { rawBody: '{"a":' }))).toBe('malformed-json');
        expect(typeOf(await ask(415, { rawBody: 'text', headers: { 'content-type': 'text/plain' } }))).toBe(
          'unsupported-media-type',
        );
        expect(typeOf(await ask(413, { body: { body: 'x'.repeat(300_000) } }))).toBe('too-large');
        const invalid = await ask(422, { body: { nonsense: true } });
        expect(typeOf(invalid)).toBe('invalid-request');
        expect(invalid.errors!.length).toBeGreaterThan(0);
        expect(typeOf(await ask(422, { body: [] }))).toBe('invalid-request');
        const extra = await ask(422, { body: { ...bodies[id], nonsense: true } });
        expect(extra.errors).toEqual([{ path: '/nonsense', message: expect.any(String) }]);
      },
    );

    const belowSites = description.operations.filter(({ path }) => path.includes('{site}'));
    it.each(belowSites.map((operation) => [operation.id, operation] as const))(
      '%s, at a site that is none',
      async (id, operation) => {
        const step = somewhere(operation);
        const body = operation.body ? { body: bodies[id] } : {};
        const problem = await walk.refused(id, 404, {
          ...step,
          ...body,
          path: { ...step.path!, site: 'no-such-site' },
          ...(operation.access === 'anonymous' ? {} : { token: tokenOf(operation) }),
        });
        expect(typeOf(problem)).toBe('site-not-found');
      },
    );

    const byId = description.operations.filter(({ path }) => path.includes('{id}'));
    it.each(byId.map((operation) => [operation.id, operation] as const))(
      '%s, of what is not there',
      async (id, operation) => {
        const step = somewhere(operation);
        const problem = await walk.refused(id, 404, {
          ...step,
          ...(operation.body ? { body: bodies[id] } : {}),
          path: { ...step.path!, id: randomUUID() },
          ...(operation.access === 'viewer' ? {} : { token: tokenOf(operation) }),
        });
        expect(typeOf(problem)).toMatch(
          /^(comment|reward|account|reader|decision|staff|session|passkey|webhook|delivery|import|import-file)-not-found$/,
        );
      },
    );

    it('a key that comes again with another request', async () => {
      const headers = key();
      await walk.good('sharePage', asReader({ ...inPage(), body: { channel: 'x' }, headers }));
      const problem = await walk.refused(
        'sharePage',
        409,
        asReader({ ...inPage(), body: { channel: 'email' }, headers }),
      );
      expect(typeOf(problem)).toBe('idempotency-key-reused');
    });
  });
});
