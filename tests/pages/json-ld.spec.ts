import type { Article, Comment, CommentList } from '@afterword/contracts';
import { createApi, expectStatus, pagePath } from '@afterword/testing/api';
import { testRedisUrl } from '@afterword/testing/database';
import { CLOSED, EMPTY, LONG, type Newsroom, NEWSROOM_MS, openNewsroom, RTL, SLUG } from '@afterword/testing/newsroom';
import { type Services, startServices } from '@afterword/testing/services';
import { Vocabulary } from '@afterword/testing/vocabulary';

interface Node {
  [property: string]: unknown;
  '@type': string;
}

const vocabulary = new Vocabulary();

describe('what an article says in schema.org’s words', () => {
  let services: Services;
  let newsroom: Newsroom;

  beforeAll(async () => {
    services = await startServices({ redisUrl: testRedisUrl() });
    newsroom = await openNewsroom(services);
  }, NEWSROOM_MS);
  afterAll(() => services.stop());

  async function dataOf(path: string): Promise<Node> {
    const html = await (await fetch(services.url('content') + path)).text();
    const [, json = ''] = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(html) ?? [];
    return JSON.parse(json) as Node;
  }
  const counts = (node: Node) =>
    Object.fromEntries(
      (node.interactionStatistic as { interactionType: string; userInteractionCount: number }[]).map((counter) => [
        counter.interactionType.replace('https://schema.org/', ''),
        counter.userInteractionCount,
      ]),
    );

  it.each([SLUG, `${SLUG}?version=original`, RTL, `${RTL}?version=original`, EMPTY, CLOSED, LONG])(
    '%s: every type and property is the vocabulary’s',
    async (path) => {
      expect(vocabulary.faultsOf(await dataOf(`/articles/${path}`))).toEqual([]);
    },
  );

  it.each<[object, RegExp]>([
    [{ '@type': 'NewsArticel' }, /is of no type/],
    [{ upvoteCount: 3 }, /no NewsArticle has it/],
    [{ comentCount: 3 }, /no NewsArticle has it/],
    [{ commentCount: '3' }, /is no Integer/],
    [{ datePublished: 'yesterday' }, /is no Date/],
    [{ author: { '@type': 'NewsArticle' } }, /is a NewsArticle, not one of/],
  ])('would be told of %j', async (wrong, fault) => {
    expect(vocabulary.faultsOf({ ...(await dataOf(`/articles/${SLUG}`)), ...wrong }).join()).toMatch(fault);
  });

  it('are the true counts, with every comment that the page shows', async () => {
    const data = await dataOf(`/articles/${SLUG}`);
    const content = createApi(services.url('content'));
    const { engagement } = expectStatus(200, await content.call<Article>('GET', `/v1/articles/${SLUG}`));
    const { counters } = engagement;
    expect(counters).toMatchObject({ comments: 8, reactions: { like: 12 } });
    expect(data).toMatchObject({ '@type': 'NewsArticle', commentCount: counters.comments });
    expect(counts(data)).toEqual({ CommentAction: counters.comments, LikeAction: 12, ShareAction: counters.shares });

    const discussion = data.subjectOf as Node;
    expect(discussion).toMatchObject({ '@type': 'DiscussionForumPosting', commentCount: counters.comments });
    const said = flatten(discussion.comment as Node[]);
    const path = `${pagePath('demo', SLUG)}/comments`;
    const { items } = expectStatus(200, await newsroom.engagement.call<CommentList>('GET', path));
    const shown = all(items).filter(({ author }) => author);
    expect(said).toHaveLength(shown.length);
    const byText = new Map(shown.map((comment) => [comment.body, comment]));
    for (const node of said) {
      const comment = byText.get(node.text as string);
      expect(node).toMatchObject({
        '@type': 'Comment',
        url: `${services.url('content')}/articles/${SLUG}#comment-${comment?.id}`,
        author: { '@type': 'Person', name: comment?.author?.name },
        datePublished: comment?.createdAt,
        upvoteCount: comment?.reactions.like,
        commentCount: comment?.replyCount,
      });
      expect(node.dateModified).toBe(comment?.editedAt ?? undefined);
    }
  });

  it('tell which text is the translation of which', async () => {
    const origin = services.url('content');
    expect(await dataOf(`/articles/${RTL}`)).toMatchObject({
      inLanguage: 'en',
      translationOfWork: { '@id': `${origin}/articles/${RTL}?version=original`, inLanguage: 'ar' },
    });
    expect(await dataOf(`/articles/${RTL}?version=original`)).toMatchObject({
      inLanguage: 'ar',
      workTranslation: [{ '@id': `${origin}/articles/${RTL}`, inLanguage: 'en' }],
    });
    expect(await dataOf(`/articles/${EMPTY}`)).not.toHaveProperty('subjectOf');
  });
});

const flatten = (nodes: Node[]): Node[] => nodes.flatMap((node) => [node, ...flatten((node.comment ?? []) as Node[])]);
const all = (comments: Comment[]): Comment[] => comments.flatMap((comment) => [comment, ...all(comment.replies.items)]);
