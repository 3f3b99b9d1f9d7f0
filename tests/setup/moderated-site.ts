import type {
  Comment,
  ModerationQueue,
  ModerationSettings,
  Site,
  UpdateModerationSettings,
} from '@afterword/contracts';
import { ADMIN_TOKEN } from './admin-token';
import { expectStatus, pagePath } from './api';
import type { RunningEngagement } from './engagement';

/** What readers of a small town's paper write: some of it to approve, some not. `to` is the index of the comment that it answers. */
const TEXTS: readonly { by: string; page: string; body: string; to?: number }[] = [
  {
    by: 'green lamp',
    page: 'night-library',
    body: 'I worked there the winter the heating failed. People brought blankets *and left them*.',
  },
  {
    by: 'tram seven',
    page: 'night-library',
    body: '> and left them\n\nOurs still has the green one. Call number `BLK 1`.',
    to: 0,
  },
  {
    by: 'Best Deals 24',
    page: 'night-library',
    body: 'Great article! Win every night at the best **casino** in town: https://win-every-night.example/offer and https://more-luck.example',
  },
  {
    by: 'margin notes',
    page: 'night-library',
    body: 'Is the map printable? I would hang it in the hallway of our school.',
  },
  {
    by: 'Kemal',
    page: 'ferry-timetable',
    body: 'The 6:40 does not stop at the mill any more, and nobody told the night shift. Whoever wrote this timetable has never waited there in February.',
  },
  { by: 'Rosa L.', page: 'ferry-timetable', body: 'You people are idiots, all of you.', to: 4 },
  { by: 'ليلى', page: 'ferry-timetable', body: 'شكرا على المقال. العبّارة جزء من حياتنا اليومية.' },
  {
    by: 'quiet reader',
    page: 'ferry-timetable',
    body: 'Twenty years on that ferry. The captain knew when my mother was ill before I did, and waited four minutes. Put that in a timetable.',
  },
  {
    by: 'J. Okafor',
    page: 'bridge-vote',
    body: 'The figures in paragraph three are from 2019. The [report](https://council.example/report) has newer ones.',
  },
  { by: 'Anneliese', page: 'bridge-vote', body: 'Has anybody asked the fishermen?' },
];

const TITLES: Record<string, string> = {
  'night-library': 'The night library that never asked for a card',
  'ferry-timetable': 'A timetable nobody on the ferry has seen',
  'bridge-vote': 'What the bridge vote was about',
};

/** A site whose comments wait for a moderator. */
export class ModeratedSite {
  site!: Site;

  constructor(private readonly service: RunningEngagement) {}

  async start(name = 'The Margin'): Promise<void> {
    this.site = await this.service.api.site(ADMIN_TOKEN, { name, origins: ['https://margin.example'] });
    for (const [key, title] of Object.entries(TITLES)) {
      const body = { url: `https://margin.example/${key}`, title };
      expectStatus(200, await this.service.api.call('PUT', pagePath(this.site.id, key), { token: ADMIN_TOKEN, body }));
    }
  }

  async set(change: UpdateModerationSettings): Promise<ModerationSettings> {
    const answer = await this.call<ModerationSettings>('PATCH', 'settings', change);
    return expectStatus(200, answer);
  }

  call<Body>(method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE', rest: string, body?: unknown) {
    const path = `/v1/sites/${this.site.id}/moderation/${rest}`;
    return this.service.api.call<Body>(method, path, { token: ADMIN_TOKEN, ...(body === undefined ? {} : { body }) });
  }

  async queue(query = ''): Promise<ModerationQueue> {
    return expectStatus(200, await this.call<ModerationQueue>('GET', `comments?${query}`));
  }

  async post(
    body: string,
    { by = 'Somebody', page = 'night-library', parentId }: { by?: string; page?: string; parentId?: string } = {},
  ) {
    const token = await this.service.api.guest(this.site.id, by);
    return this.postAs(token, body, { page, ...(parentId === undefined ? {} : { parentId }) });
  }

  async postAs(
    token: string,
    body: string,
    { page = 'night-library', parentId }: { page?: string; parentId?: string } = {},
  ) {
    const path = `${pagePath(this.site.id, page)}/comments`;
    const options = { token, body: { body, ...(parentId === undefined ? {} : { parentId }) } };
    return expectStatus(201, await this.service.api.call<Comment>('POST', path, options));
  }

  /** Many short comments that wait. */
  async fill(count: number, by = 'Somebody'): Promise<void> {
    const token = await this.service.api.guest(this.site.id, by);
    for (let index = 1; index <= count; index += 1) await this.postAs(token, `Comment ${index} of ${count}`);
  }

  /** What a day leaves in the queues: comments that wait, for several reasons, with what they answer, and reports. */
  async live(): Promise<Comment[]> {
    await this.set({ mode: 'post', heldWords: ['casino', 'idiots'], maxLinks: 1, reportsToHold: 5 });
    const posted = new Map<number, Comment>();
    const answered = new Set(TEXTS.map(({ to }) => to));
    const post = async (index: number) => {
      const { by = '', page = '', body = '', to } = TEXTS[index] ?? {};
      const parent = to === undefined ? undefined : posted.get(to);
      posted.set(index, await this.post(body, { by, page, ...(parent ? { parentId: parent.id } : {}) }));
    };
    const indices = [...TEXTS.keys()];
    for (const index of indices.filter((one) => answered.has(one))) await post(index);
    await this.set({ mode: 'first', firstComments: 2 });
    for (const index of indices.filter((one) => !answered.has(one))) await post(index);
    const reported = posted.get(0);
    for (const reason of ['harassment', 'harassment', 'off-topic']) {
      const token = await this.service.api.guest(this.site.id);
      const path = `/v1/comments/${reported?.id}/reports`;
      expectStatus(201, await this.service.api.call('POST', path, { token, body: { reason } }));
    }
    return [...posted.values()];
  }
}
