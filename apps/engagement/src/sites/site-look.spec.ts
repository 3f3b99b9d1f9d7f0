import { type Page, type PublicSite, type Site, type SiteLook, WIDGET_LANGUAGES } from '@afterword/contracts';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';

const LOOK: SiteLook = {
  icons: { like: '👍🏽', rocket: '🚀', pride: '🏳️‍🌈', seven: '7️⃣' },
  coin: '🌟',
  reactors: true,
  amounts: [5, 20, 100],
  texts: {
    en: {
      points: { one: '{count} star', other: '{count} stars' },
      reward: 'Give stars',
      about: 'Stars are for what you learned from.\nYou get ten a week.',
      like: 'Helpful',
      reactions: { rocket: 'Take-off' },
    },
    'zh-Hans': { like: '有用' },
  },
};

describe('the look of a site', () => {
  let service: RunningEngagement;
  let site: Site;

  beforeAll(async () => {
    service = await startEngagement();
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    site = await service.api.site(ADMIN_TOKEN, { reactionKinds: ['like', 'rocket'] });
  });

  const change = (look: unknown) =>
    service.api.call<Site>('PATCH', `/v1/admin/sites/${site.id}`, { token: ADMIN_TOKEN, body: { look } });
  const page = async (token?: string) =>
    expectStatus(200, await service.api.call<Page>('GET', pagePath(site.id, 'story'), { token }));

  it('is told with the site and with each page, and left out of pages where there is none', async () => {
    expect(site.look).toEqual({});
    expect(await page()).not.toHaveProperty('look');
    expect(expectStatus(200, await change(LOOK)).look).toEqual(LOOK);
    const known = expectStatus(200, await service.api.call<PublicSite>('GET', `/v1/sites/${site.id}`));
    expect(known.look).toEqual(LOOK);
    expect((await page()).look).toEqual(LOOK);
    expect((await page(await service.api.guest(site.id))).look).toEqual(LOOK);
    // A new look is the whole look.
    expect(expectStatus(200, await change({ coin: '🪙' })).look).toEqual({ coin: '🪙' });
    expect((await page()).look).toEqual({ coin: '🪙' });
    expect(expectStatus(200, await change({})).look).toEqual({});
    expect(await page()).not.toHaveProperty('look');
  });

  it.each<[string, unknown, string]>([
    ['letters as an icon', { icons: { like: 'ok' } }, '/look/icons/like'],
    ['a digit as an icon', { coin: '7' }, '/look/coin'],
    ['two emoji as one', { icons: { like: '👍👍' } }, '/look/icons/like'],
    ['a kind that cannot be', { icons: { Like: '👍' } }, '/look/icons/Like'],
    ['a word for yes', { reactors: 'yes' }, '/look/reactors'],
    ['amounts that shrink', { amounts: [10, 5] }, '/look/amounts'],
    ['no amounts', { amounts: [] }, '/look/amounts'],
    ['half a point', { amounts: [0.5] }, '/look/amounts/0'],
    ['a language of no widget', { texts: { English: {} } }, '/look/texts/English'],
    ['a language that no widget speaks yet', { texts: { xx: { like: 'Xx' } } }, '/look/texts/xx'],
    ['the variant of a language', { texts: { 'pt-BR': { like: 'Curtir' } } }, '/look/texts/pt-BR'],
    ['points without their number', { texts: { en: { points: { other: 'stars' } } } }, '/look/texts/en/points/other'],
    ['two lines for a label', { texts: { en: { like: 'a\nb' } } }, '/look/texts/en/like'],
    ['a message that no site sets', { texts: { en: { share: 'Pass on' } } }, '/look/texts/en/share'],
    ['a setting that is none', { colour: 'red' }, '/look/colour'],
    [
      'more than comes with every page',
      { texts: Object.fromEntries(WIDGET_LANGUAGES.map((tag) => [tag, { about: 'x'.repeat(500) }])) },
      '/look',
    ],
  ])('refuses %s', async (_, look, path) => {
    const { status, body } = await change(look);
    expect([status, body]).toMatchObject([422, { errors: [{ path }] }]);
  });

  it('names the languages that there are where one is asked for that there is not', async () => {
    const { body } = await change({ texts: { de: { like: 'Gut' }, tlh: { like: 'majQa' } } });
    const message = `must be a language of the widget: ${WIDGET_LANGUAGES.join(', ')}`;
    expect(body).toMatchObject({ errors: [{ path: '/look/texts/tlh', message }] });
  });
});
