import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Comment, ModerationSettings, Site, TrialResult } from '@afterword/contracts';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';

const docs = readFileSync(join(__dirname, '../../../../docs/moderation.md'), 'utf8');
const section = docs.split('### Twenty texts\n')[1]?.split('\n## ')[0] ?? '';
const settings = JSON.parse(/```json\n([^]*?)```/.exec(section)?.[1] ?? '{}') as Partial<ModerationSettings>;

/** Invisible characters are written as in JSON. */
const texts = [...section.matchAll(/^\| `([^|]*)` *\| (\w+) *\| (.*?) *\|$/gm)].map(
  ([, text = '', verdict, says = '']) => ({
    text: JSON.parse(`"${text}"`) as string,
    verdict,
    says,
  }),
);

describe('the twenty texts of docs/moderation.md', () => {
  let service: RunningEngagement;
  let site: Site;

  beforeAll(async () => {
    service = await startEngagement();
    site = await service.api.site(ADMIN_TOKEN);
    expectStatus(200, await service.api.call('PATCH', path('settings'), { token: ADMIN_TOKEN, body: settings }));
    const repeated = { body: texts.at(-1)!.text.replace('!!!', '') };
    for (let reader = 0; reader < 2; reader += 1) {
      const options = { token: await service.api.guest(site.id), body: repeated };
      expectStatus(201, await service.api.call<Comment>('POST', `${pagePath(site.id, 'talk')}/comments`, options));
    }
  });
  afterAll(() => service.stop());

  const path = (rest: string) => `/v1/sites/${site.id}/moderation/${rest}`;

  it('are twenty', () => {
    expect(texts).toHaveLength(20);
  });

  it.each(texts)('$text: $verdict', async ({ text, verdict, says }) => {
    const body = { body: text };
    const trial = expectStatus(
      200,
      await service.api.call<TrialResult>('POST', path('trial'), { token: ADMIN_TOKEN, body }),
    );
    const objections = trial.steps.filter((step) => step.verdict !== 'publish');
    const said = objections.map(({ step, matches }) =>
      matches.length === 0 ? `\`${step}\`` : `\`${step}\`: ${matches.join(', ')}`,
    );
    expect([trial.verdict, said.join('; ').replace(/\u200b/g, '')]).toEqual([verdict, says]);
    expect(trial.steps.map(({ step }) => step)).toEqual([
      'blocked-words',
      'shape',
      'links',
      'held-words',
      'language',
      'repeats',
    ]);
  });
});
