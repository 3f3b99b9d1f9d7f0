import { CLOSED, EMPTY, LONG, type Newsroom, RTL, SLUG } from '@afterword/testing/newsroom';

export interface PageKind {
  path: string;
  status: number;
  /** True where what is needed for a first view comes from a snapshot, and the widget takes over. */
  article?: true;
  /** A form, where the page is what a form came back as. */
  form?: Record<string, string>;
}

/** Every kind of page that content has, in every state that a reader may meet. */
export function pageKinds({ deepComment }: Newsroom): Record<string, PageKind> {
  const article = (slug: string, query = ''): PageKind => ({
    path: `/articles/${slug}${query}`,
    status: 200,
    article: true,
  });
  const comments = (slug: string, rest: string): PageKind => ({
    path: `/articles/${slug}/comments${rest}`,
    status: 200,
  });
  return {
    home: { path: '/', status: 200 },
    topics: { path: '/topics', status: 200 },
    topic: { path: '/topics/rivers', status: 200 },
    article: article(SLUG),
    original: article(SLUG, '?version=original'),
    translated: article(RTL),
    'right to left': article(RTL, '?version=original'),
    'empty thread': article(EMPTY),
    'closed thread': article(CLOSED),
    'long thread': article(LONG),
    'newest comments': comments(SLUG, '?sort=newest'),
    'closed comments': comments(CLOSED, '?sort=oldest'),
    'one comment': comments(SLUG, `/${deepComment}`),
    'form that came back': {
      ...comments(SLUG, ''),
      status: 422,
      form: { body: 'x'.repeat(10_001), name: 'Ada "the first" <lovelace>' },
    },
    'reply that came back': { ...comments(SLUG, ''), status: 422, form: { body: ' ', parent: deepComment } },
    search: { path: '/search', status: 200 },
    'search with results': { path: '/search?q=river', status: 200 },
    'search with a query for markup, and no results': { path: '/search?q=%3Cb%3Enever+%22written%22', status: 200 },
    archive: { path: '/archive', status: 200 },
    'month of the archive': { path: '/archive/2026/09', status: 200 },
    'not found': { path: '/articles/never-written', status: 404 },
    'not understood': { path: '/?cursor=invented', status: 422 },
  };
}
