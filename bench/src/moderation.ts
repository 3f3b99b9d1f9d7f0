import type { UpdateModerationSettings } from '@afterword/contracts';
import { sendLoad } from './load';
import type { Rounds } from './reads';
import type { Figure } from './report';
import { ADMIN_TOKEN } from './services';
import { SITE, type Stage } from './stage';

/** Words that no comment of the load has: every text is searched in full, and none is held. */
const unused = (count: number, language = '') =>
  Array.from({ length: count }, (_, index) => `${language}zq${index.toString(36)}xv`);

const OFF: UpdateModerationSettings = {
  blockedWords: [],
  heldWords: [],
  languages: [],
  maxLinks: null,
  blockedHosts: [],
  closeAfterDays: null,
  minLength: null,
  shape: false,
  burstComments: null,
  repeats: false,
  spamFilter: false,
};

const IN_MEMORY: UpdateModerationSettings = {
  ...OFF,
  blockedWords: unused(500),
  heldWords: [...unused(400), ...unused(100, 'de:')],
  languages: ['en'],
  maxLinks: 2,
  blockedHosts: ['spam.example'],
};

const ALL_LOCAL: UpdateModerationSettings = {
  ...IN_MEMORY,
  closeAfterDays: 365,
  minLength: 2,
  shape: true,
  burstComments: 100,
  repeats: true,
  spamFilter: true,
};

async function set(stage: Stage, settings: UpdateModerationSettings): Promise<void> {
  const response = await fetch(`${stage.engagement.origin}/v1/sites/${SITE}/moderation/settings`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify(settings),
  });
  if (!response.ok) throw new Error(`Settings of moderation answer ${response.status}: ${await response.text()}`);
}

/** How many comments of a page wait for a moderator. */
async function heldOn({ database }: Stage, page: string): Promise<number> {
  const { rows } = await database.query<{ n: number }>(
    `select count(*)::int as n from comment c
       join page_key k on k.site_id = c.site_id and k.page_id = c.page_id
      where k.site_id = $1 and k.key = $2 and c.status = 'pending'`,
    [SITE, page],
  );
  return rows[0]?.n ?? 0;
}

/** Posts comments with moderation off and on, by turns. Steps that go over the network are not measured. */
export async function measureModeration(stage: Stage, { rounds, seconds, connections }: Rounds): Promise<Figure[]> {
  let pages = 0;
  let [acknowledged, held] = [0, 0];
  const storm = async (settings: UpdateModerationSettings) => {
    await set(stage, settings);
    const page = `moderated-${(pages += 1)}`;
    const result = await sendLoad({
      origin: stage.engagement.origin,
      connections,
      seconds,
      traffic: { kind: 'unlike-comment', path: `/v1/sites/${SITE}/pages/${page}/comments` },
      firstReader: 0,
    });
    if (result.failed > 0) throw new Error(`${result.failed} comments were not taken`);
    held += await heldOn(stage, page);
    acknowledged += result.acknowledged;
    return result.perSecond;
  };
  const figures: Figure[] = [];
  for (const [name, settings] of [
    ['with 1,000 words, links and languages checked', IN_MEMORY],
    ['with these, age, bursts, repeats and the spam filter', ALL_LOCAL],
  ] as const) {
    const values: number[] = [];
    const notes: string[] = [];
    // V8 compiles the hot code, and the table of languages is loaded.
    await storm(settings);
    await storm(OFF);
    for (let round = 0; round < rounds; round += 1) {
      const off = await storm(OFF);
      const on = await storm(settings);
      values.push(on / off);
      notes.push(`${Math.round(on)}/s of ${Math.round(off)}/s`);
    }
    figures.push({
      name: `posting comments ${name} ÷ moderation off`,
      unit: '',
      goal: null,
      values,
      note: notes.join('; '),
    });
  }
  await set(stage, OFF);
  // A held comment costs less than a published one.
  if (held > acknowledged / 50) throw new Error(`${held} of ${acknowledged} comments were held`);
  return figures;
}
