import { defaultModerationSettings, type ModerationSettings, type Site, verdictCodes } from '@afterword/contracts';
import { restrictedReader } from './restricted-reader';
import { type Draft, type DraftFacts, type Finding, STEPS } from './index';

/** Facts of which every step makes something. */
const FACTS: DraftFacts = {
  publishedUpTo: () => Promise.resolve(0),
  postedWithin: (_minutes, most) => Promise.resolve(most),
  nearDuplicates: () => Promise.resolve({ own: 1, otherReaders: 3 }),
  spamEvidence: (buckets) =>
    Promise.resolve({
      comments: { spam: 50, ham: 50 },
      words: new Map(buckets.map((bucket) => [bucket, { spam: 40, ham: 0 }])),
    }),
  externalAnswer: () => Promise.resolve({ verdict: 'hold', matches: [] }),
  akismetVerdict: () => Promise.resolve('spam'),
  pageCreatedAt: () => Promise.resolve(new Date(0)),
};

interface Case {
  body?: string;
  html?: string;
  settings: Partial<ModerationSettings>;
  facts?: Partial<DraftFacts>;
}

const long = 'I worked there the winter the heating failed, and people brought blankets and left them for the others.';
const akismet = { blog: 'https://paper.example', discard: 'reject', fails: 'open' } as ModerationSettings['akismet'];
const links = '<a href="https://one.example">1</a> <a href="https://two.example">2</a>';

/** What makes each step object, by what it says then. */
const CASES: Record<Exclude<keyof typeof verdictCodes, 'passed' | 'failed' | 'restricted-reader'>, Case> = {
  'page-age': { settings: { closeAfterDays: 3 } },
  closed: { settings: { mode: 'closed' } },
  approval: { settings: { mode: 'pre' } },
  'blocked-words': { body: 'A casino', settings: { blockedWords: ['casino'] } },
  'held-words': { body: 'A casino', settings: { heldWords: ['casino'] } },
  'too-short': { body: 'Hi', settings: { minLength: 10 } },
  'repeated-character': { body: 'Noooooooooooooooo', settings: { shape: true } },
  'repeated-word': { body: 'go go go go go go go', settings: { shape: true } },
  capitals: { body: 'THIS IS ALL WRONG FROM START', settings: { shape: true } },
  'blocked-host': { html: links, settings: { blockedHosts: ['two.example'] } },
  'many-links': { html: links, settings: { maxLinks: 1 } },
  'other-language': { settings: { languages: ['de'] } },
  'new-reader': { settings: { mode: 'first', firstComments: 3 } },
  burst: { settings: { burstComments: 5, burstMinutes: 2 } },
  'own-repeat': { settings: { repeats: true } },
  campaign: {
    settings: { repeats: true },
    facts: { nearDuplicates: () => Promise.resolve({ own: 0, otherReaders: 3 }) },
  },
  'resembles-spam': { settings: { spamFilter: true } },
  'akismet-spam': { settings: { akismet } },
  'akismet-sure': { settings: { akismet }, facts: { akismetVerdict: () => Promise.resolve('blatant-spam') } },
  external: { settings: { external: { url: 'https://check.example', timeoutMs: 500, fails: 'open' } as never } },
};

async function findings({ body = long, html = '', settings, facts = {} }: Case): Promise<Finding[]> {
  const moderation = { ...defaultModerationSettings, ...settings };
  const site = { id: 'paper', origins: [], moderation } as unknown as Site;
  const draft: Draft = {
    ...{ site, body, html, isReply: false, facts: { ...FACTS, ...facts } },
    likelyLanguages: () => Promise.resolve(['en']),
  };
  const said = await Promise.all(STEPS.filter(({ isOn }) => isOn(moderation)).map(async (step) => step.check(draft)));
  return said.filter((finding) => finding !== null);
}

describe('what a step of moderation finds', () => {
  it.each(Object.entries(CASES))(
    'says %s by a code and its values, which the console has words for',
    async (code, of) => {
      const [finding, ...others] = await findings(of);
      expect(others).toEqual([]);
      expect(finding).toMatchObject({ code, reason: expect.stringMatching(/^[A-Z\d].*\.$/) as string });
      expect(Object.keys(finding!.values ?? {}).sort()).toEqual([...verdictCodes[code as keyof typeof CASES]].sort());
    },
  );

  it('is said in words of their own by a classifier of the site, without a code', async () => {
    const facts = {
      externalAnswer: () => Promise.resolve({ verdict: 'hold' as const, reason: 'Zu laut.', matches: [] }),
    };
    const [finding] = await findings({ ...CASES.external, facts });
    expect(finding).toMatchObject({ reason: 'Zu laut.' });
    expect(finding).not.toHaveProperty('code');
  });

  it('has a code for restricted readers, too', () => {
    expect(restrictedReader({ kind: 'premoderate' })).toMatchObject({ code: 'restricted-reader' });
  });
});
