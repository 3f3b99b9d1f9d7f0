import { spawnSync } from 'node:child_process';
import { mkdtemp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import yazl from 'yazl';
import { buffer } from 'node:stream/consumers';
import { prepareBody } from '../body/import-body';
import { dateOf } from '../import-date';
import type { ImportComment, ImportItem } from '../import-item';
import { PROBLEMS } from '../import-problem';
import { openInput } from '../input/open-input';
import { FORMATS, formatOf } from './index';

const ORIGIN = 'https://paper.example';

/** One file, or several of a folder. */
type Content = string | Buffer | Readonly<Record<string, string>>;

describe('formats of other systems', () => {
  let folder: string;
  let count = 0;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'afterword-formats-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function write(content: Content, name: string): Promise<string> {
    count += 1;
    const own = join(folder, String(count));
    await mkdir(own);
    if (typeof content !== 'string' && !Buffer.isBuffer(content)) {
      for (const [file, text] of Object.entries(content)) await writeFile(join(own, file), text);
      return own;
    }
    await writeFile(join(own, name), content);
    return join(own, name);
  }

  async function read(path: string): Promise<{ format: string; items: ImportItem[] }> {
    const input = await openInput(path);
    const format = formatOf('auto', input.files);
    const items: ImportItem[] = [];
    for await (const item of format.read(input.files, { origin: ORIGIN })) items.push(item);
    await input.close();
    return { format: format.name, items };
  }

  const isComment = (item: ImportItem): item is ImportComment => item.kind === 'comment';

  /** What matters of each comment, on one line. */
  const lineOf = ({
    id,
    parentId,
    author,
    status,
    body,
    votes = 0,
    downVotes = 0,
    voters = [],
    pinned,
    createdAt,
    threadId,
  }: ImportComment) =>
    [
      id,
      parentId ?? '-',
      author?.name ?? author?.id ?? '-',
      status,
      prepareBody(body).body,
      votes + voters.length,
      downVotes,
      pinned ? 'pinned' : '',
      dateOf(createdAt)?.toISOString() ?? 'no date',
      threadId,
    ].join(' | ');

  const CASES: readonly [
    format: string,
    name: string,
    content: Content,
    comments: readonly string[],
    threads: readonly string[],
  ][] = [
    [
      'disqus',
      'disqus.xml',
      `<?xml version="1.0"?><disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals"><thread dsq:id="t"><id>a</id>
        <link>https://paper.example/a</link><title>A</title></thread>
        <post dsq:id="2"><id/><message><![CDATA[<p>Buy</p>]]></message><createdAt>2014-01-15T10:00:00Z</createdAt><isDeleted>false</isDeleted><isSpam>true</isSpam>
        <author><name>C</name></author><thread dsq:id="t"/><parent dsq:id="1"/></post>
        <post dsq:id="1"><id/><message><![CDATA[<p>One <b>two</b></p>]]></message><createdAt>2014-01-14T17:32:12Z</createdAt><isDeleted>false</isDeleted>
        <isSpam>false</isSpam><author><name>Ada</name><username>ada</username></author><thread dsq:id="t"/></post>
        <post dsq:id="3"><id/><message/><createdAt>2014-01-16T10:00:00Z</createdAt><isDeleted>true</isDeleted><isSpam>false</isSpam><thread dsq:id="t"/></post></disqus>`,
      [
        '2 | 1 | C | spam | Buy | 0 | 0 |  | 2014-01-15T10:00:00.000Z | t',
        '1 | - | Ada | published | One **two** | 0 | 0 |  | 2014-01-14T17:32:12.000Z | t',
        '3 | - | - | deleted |  | 0 | 0 |  | 2014-01-16T10:00:00.000Z | t',
      ],
      ['https://paper.example/a'],
    ],
    [
      'wordpress',
      'wp.xml',
      `<?xml version="1.0"?><rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><item><title>A &amp;amp; B</title><link>https://paper.example/a/</link>
        <wp:post_id>7</wp:post_id><wp:comment_status>closed</wp:comment_status>
        <wp:comment><wp:comment_id>1</wp:comment_id><wp:comment_author><![CDATA[Ada &amp; Bob]]></wp:comment_author><wp:comment_author_email>a@b.example
        </wp:comment_author_email><wp:comment_date_gmt>2014-01-14 17:32:12</wp:comment_date_gmt><wp:comment_content><![CDATA[One
two

<em>three</em>]]></wp:comment_content><wp:comment_approved>1</wp:comment_approved><wp:comment_parent>0</wp:comment_parent></wp:comment>
        <wp:comment><wp:comment_id>2</wp:comment_id><wp:comment_author>P</wp:comment_author><wp:comment_type>pingback</wp:comment_type></wp:comment>
        <wp:comment><wp:comment_id>3</wp:comment_id><wp:comment_author>C</wp:comment_author><wp:comment_date_gmt>0000-00-00 00:00:00</wp:comment_date_gmt><wp:comment_date>2014-01-15 10:00:00</wp:comment_date><wp:comment_content>x</wp:comment_content><wp:comment_approved>0</wp:comment_approved><wp:comment_parent>1</wp:comment_parent></wp:comment>
        </item></channel></rss>`,
      [
        '7/1 | - | Ada & Bob | published | One\ntwo\n\n*three* | 0 | 0 |  | 2014-01-14T17:32:12.000Z | 7',
        '7/3 | 7/1 | C | pending | x | 0 | 0 |  | 2014-01-15T10:00:00.000Z | 7',
      ],
      ['https://paper.example/a/'],
    ],
    [
      'commento',
      'commento.json',
      JSON.stringify({
        version: 1,
        comments: [
          {
            commentHex: 'c1',
            domain: 'paper.example',
            url: '/a',
            commenterHex: 'u1',
            markdown: '# One',
            html: '',
            parentHex: 'root',
            score: 3,
            state: 'approved',
            creationDate: '2020-01-02T03:04:05.123456Z',
          },
          {
            commentHex: 'c2',
            domain: 'paper.example',
            url: '/a',
            commenterHex: 'anonymous',
            markdown: 'two',
            parentHex: 'c1',
            score: -2,
            state: 'unapproved',
            creationDate: '2020-01-02T03:04:06Z',
          },
        ],
        commenters: [
          { commenterHex: 'u1', email: 'undefined', name: 'Ada', link: 'undefined', provider: 'commento' },
          { commenterHex: 'u1', email: 'undefined', name: 'Ada', link: 'undefined', provider: 'commento' },
        ],
      }),
      [
        'c1 | - | u1 | published | # One | 3 | 0 |  | 2020-01-02T03:04:05.123Z | https://paper.example/a',
        'c2 | c1 | Anonymous | pending | two | -2 | 2 |  | 2020-01-02T03:04:06.000Z | https://paper.example/a',
      ],
      ['https://paper.example/a'],
    ],
    [
      'remark42',
      'backup.gz',
      gzipSync(
        [
          { version: 1, users: [], posts: [{ url: 'https://paper.example/a', read_only: true }] },
          {
            id: 'r1',
            pid: '',
            text: '<p>one</p>',
            orig: 'one *md*',
            user: { id: 'github_1', name: 'Ada', ip: 'hash' },
            locator: { site: 's', url: 'https://paper.example/a' },
            votes: { x: true, y: false },
            time: '2018-12-20T15:18:22-06:00',
            pin: true,
          },
          {
            id: 'r2',
            pid: 'r1',
            text: '',
            orig: '',
            user: { id: 'github_1', name: 'Ada' },
            locator: { site: 's', url: 'https://paper.example/a' },
            votes: {},
            time: '0001-01-01T00:00:00Z',
            delete: true,
          },
        ]
          .map((line) => JSON.stringify(line))
          .join('\n'),
      ),
      [
        'r1 | - | Ada | published | one *md* | 1 | 1 | pinned | 2018-12-20T21:18:22.000Z | https://paper.example/a',
        'r2 | r1 | Ada | deleted |  | 0 | 0 |  | no date | https://paper.example/a',
      ],
      ['https://paper.example/a'],
    ],
    [
      'isso',
      'generic.json',
      JSON.stringify([
        {
          id: '/a/',
          title: 'A%20B',
          comments: [
            {
              id: 0,
              author: 'Ada',
              email: '',
              website: null,
              remote_addr: '192.0.2.1',
              created: '2018-10-01 10:00:00',
              text: 'one',
            },
            { id: 1, parent: 0, created_epoch: 1538388060.5, mode: 2, text: 'two' },
          ],
        },
      ]),
      [
        '/a/#0 | - | Ada | published | one | 0 | 0 |  | 2018-10-01T10:00:00.000Z | /a/',
        '/a/#1 | - | - | pending | two | 0 | 0 |  | 2018-10-01T10:01:00.500Z | /a/',
      ],
      ['https://paper.example/a/'],
    ],
    [
      'artrans',
      'artrans.json',
      JSON.stringify([
        {
          id: '1',
          rid: '',
          content: 'one',
          nick: 'Ada',
          email: 'anonymous@example.org',
          page_key: '/a',
          page_title: 'A',
          is_pinned: 'true',
          is_pending: 'false',
          vote_up: '2',
          vote_down: '1',
          created_at: '2021-05-06 07:08:09 +0800',
        },
        {
          id: 2,
          rid: 1,
          content: 'two',
          nick: 'Bob',
          page_key: '/a',
          is_pending: true,
          date: '2021-05-06 07:08:10 +0000',
        },
      ]),
      [
        '1 | - | Ada | published | one | 2 | 1 | pinned | 2021-05-05T23:08:09.000Z | /a',
        '2 | 1 | Bob | pending | two | 0 | 0 |  | 2021-05-06T07:08:10.000Z | /a',
      ],
      ['https://paper.example/a'],
    ],
    [
      'waline',
      'waline.json',
      JSON.stringify({
        errno: 0,
        data: {
          type: 'waline',
          version: 1,
          tables: ['Comment', 'Users'],
          data: {
            Comment: [
              {
                objectId: 5,
                pid: null,
                rid: '',
                comment: 'one **md**',
                nick: 'Ada',
                mail: 'a@b.example',
                url: '/a%20b',
                status: 'approved',
                sticky: '1',
                like: 4,
                insertedAt: { __type: 'Date', iso: '2022-01-01T00:00:00.000Z' },
              },
              {
                objectId: 6,
                pid: 5,
                rid: 5,
                comment: '[@Ada](#5): two',
                nick: 'Bob',
                url: '/a b',
                status: 'waiting',
                user_id: 9,
                insertedAt: '2022-01-02 00:00:00',
              },
            ],
            Users: [{ objectId: 9, display_name: 'Bob', email: 'b@b.example', password: 'never' }],
          },
        },
      }),
      [
        '5 | - | Ada | published | one **md** | 4 | 0 | pinned | 2022-01-01T00:00:00.000Z | /a%20b',
        '6 | 5 | Bob | pending | two | 0 | 0 |  | 2022-01-02T00:00:00.000Z | /a%20b',
      ],
      ['https://paper.example/a%20b'],
    ],
    [
      'valine',
      'Comment.0.jsonl',
      `#filetype:JSON-streaming {"type":"Class","class":"Comment"}\n${[
        {
          objectId: 'v1',
          nick: 'Ada',
          mail: '',
          url: '/a',
          comment: '<p>one</p>',
          createdAt: { __type: 'Date', iso: '2019-01-01T00:00:00.000Z' },
        },
        {
          objectId: 'v2',
          nick: 'Bob',
          url: '/a',
          comment: '<p><a class="at" href="#v1">@Ada</a> , two</p>',
          pid: 'v1',
          rid: 'v1',
          isSpam: 'false',
          createdAt: '2019-01-02T00:00:00.000Z',
        },
      ]
        .map((line) => JSON.stringify(line))
        .join('\n')}\nnot json\n`,
      [
        'v1 | - | Ada | published | one | 0 | 0 |  | 2019-01-01T00:00:00.000Z | /a',
        'v2 | v1 | Bob | published | two | 0 | 0 |  | 2019-01-02T00:00:00.000Z | /a',
      ],
      ['https://paper.example/a'],
    ],
    [
      'valine',
      'results.json',
      JSON.stringify({
        results: [
          {
            objectId: 'v1',
            nick: 'Ada',
            url: '/a',
            comment: '<b>x</b>',
            rid: '0',
            isSpam: true,
            createdAt: '2019-01-01T00:00:00.000Z',
          },
        ],
      }),
      ['v1 | - | Ada | spam | **x** | 0 | 0 |  | 2019-01-01T00:00:00.000Z | /a'],
      ['https://paper.example/a'],
    ],
    [
      'twikoo',
      'twikoo-comment.json',
      JSON.stringify([
        {
          _id: { $oid: 'abc' },
          uid: 'u',
          nick: 'Ada',
          mail: 'a@b.example',
          mailMd5: 'x',
          master: true,
          url: '/a',
          href: 'https://paper.example/a',
          comment: '<p>one</p>',
          pid: null,
          rid: '',
          isSpam: false,
          top: true,
          like: ['u1', 'u2'],
          created: { $numberLong: '1600000000000' },
        },
        {
          _id: 'def',
          nick: 'Bob',
          href: 'https://paper.example/a',
          url: '/a',
          comment: 'two',
          pid: 'abc',
          rid: 'abc',
          isSpam: true,
          like: '["u1"]',
          created: 1600000001000,
        },
      ]),
      [
        'abc | - | Ada | published | one | 2 | 0 | pinned | 2020-09-13T12:26:40.000Z | /a',
        'def | abc | Bob | spam | two | 1 | 0 |  | 2020-09-13T12:26:41.000Z | /a',
      ],
      ['https://paper.example/a'],
    ],
    [
      'coral',
      'folder',
      {
        'comments.csv':
          'c1,u1,s1,2019-05-06T07:08:09Z,"<b>one</b>, two","",APPROVED\nc2,u1,s1,2019-05-06T07:08:10Z,no,c1,REJECTED\n',
        'stories.csv': 's1,https://paper.example/a,A,Ada,2019-05-01T00:00:00Z,2019-06-01T00:00:00Z\n',
        'users.csv': 'u1,a@b.example,ada,COMMENTER,false,2019-01-01T00:00:00Z\n',
      },
      [
        'c1 | - | u1 | published | **one**, two | 0 | 0 |  | 2019-05-06T07:08:09.000Z | s1',
        'c2 | c1 | u1 | pending | no | 0 | 0 |  | 2019-05-06T07:08:10.000Z | s1',
      ],
      ['https://paper.example/a'],
    ],
    [
      'coral',
      'folder',
      {
        'assets.json': JSON.stringify({ id: 's1', url: 'https://paper.example/a', title: 'A', closedAt: null }),
        'comments.json': [
          {
            id: 'c1',
            asset_id: 's1',
            author_id: 'u1',
            parent_id: null,
            status: 'NONE',
            body_history: [
              { body: 'old' },
              { body: '# one\ntwo', created_at: { $date: { $numberLong: '1557126489000' } } },
            ],
            created_at: { $date: '2019-05-06T07:08:09Z' },
            deleted_at: null,
          },
        ]
          .map((line) => JSON.stringify(line))
          .join('\n'),
        'users.json': JSON.stringify({
          id: 'u1',
          username: 'ada',
          profiles: [{ provider: 'local', id: 'a@b.example' }],
        }),
      },
      ['c1 | - | u1 | published | # one\ntwo | 0 | 0 |  | 2019-05-06T07:08:09.000Z | s1'],
      ['https://paper.example/a'],
    ],
    [
      'blogger',
      'blog.xml',
      `<?xml version='1.0'?><ns0:feed xmlns:ns0="http://www.w3.org/2005/Atom" xmlns:ns1="http://purl.org/syndication/thread/1.0"><ns0:id>tag:blogger.com,1999:blog-1.archive</ns0:id>
        <ns0:entry><ns0:id>tag:blogger.com,1999:blog-1.post-20</ns0:id><ns0:published>2008-01-02T03:04:05.000-08:00</ns0:published><ns0:category scheme="http://schemas.google.com/g/2005#kind" term="http://schemas.google.com/blogger/2008/kind#comment"/><ns0:content type="html">one&lt;br/&gt;two</ns0:content><ns0:author><ns0:name>Ada</ns0:name><ns0:email>noreply@blogger.com</ns0:email></ns0:author><ns1:in-reply-to ref="tag:blogger.com,1999:blog-1.post-10" href="http://paper.example/2008/a.html"/></ns0:entry>
        <ns0:entry><ns0:id>tag:blogger.com,1999:blog-1.post-10</ns0:id><ns0:title>A</ns0:title><ns0:category scheme="http://schemas.google.com/g/2005#kind" term="http://schemas.google.com/blogger/2008/kind#post"/><ns0:link rel="alternate" href="http://paper.example/2008/a.html"/></ns0:entry></ns0:feed>`,
      ['20 | - | Ada | published | one\ntwo | 0 | 0 |  | 2008-01-02T11:04:05.000Z | 10'],
      ['http://paper.example/2008/a.html', 'http://paper.example/2008/a.html'],
    ],
    [
      'ghost',
      'ghost.json',
      JSON.stringify({
        db: [
          {
            meta: { exported_on: 1 },
            data: {
              posts: [{ id: 'p1', slug: 'a', title: 'A' }],
              comments: [
                {
                  id: 'c1',
                  post_id: 'p1',
                  member_id: 'm1',
                  parent_id: null,
                  status: 'published',
                  html: '<p>one</p>',
                  created_at: '2023-01-01T00:00:00.000Z',
                },
                {
                  id: 'c2',
                  post_id: 'p1',
                  member_id: null,
                  parent_id: 'c1',
                  in_reply_to_id: null,
                  status: 'hidden',
                  html: '<p>two</p>',
                  created_at: '2023-01-01 00:00:01',
                },
              ],
              comment_likes: [{ id: 'l1', comment_id: 'c1', member_id: 'm2' }],
              members: [{ id: 'm1', name: 'Ada', email: 'a@b.example' }],
            },
          },
        ],
      }),
      [
        'c1 | - | m1 | published | one | 1 | 0 |  | 2023-01-01T00:00:00.000Z | p1',
        'c2 | c1 | - | pending | two | 0 | 0 |  | 2023-01-01T00:00:01.000Z | p1',
      ],
      ['https://paper.example/a/'],
    ],
    [
      'giscus',
      'discussions.json',
      JSON.stringify({
        data: {
          repository: {
            discussions: {
              nodes: [
                {
                  id: 'D1',
                  title: 'blog/a',
                  locked: false,
                  comments: {
                    pageInfo: { hasNextPage: false },
                    nodes: [
                      {
                        id: 'C1',
                        author: { login: 'ada' },
                        body: 'one',
                        createdAt: '2021-01-01T00:00:00Z',
                        upvoteCount: 2,
                        reactionGroups: [{ content: 'THUMBS_UP', users: { totalCount: 3 } }],
                        replies: {
                          nodes: [
                            {
                              id: 'C2',
                              author: null,
                              body: 'two',
                              createdAt: '2021-01-01T00:00:01Z',
                              isMinimized: true,
                              minimizedReason: 'SPAM',
                              replyTo: { id: 'C1' },
                            },
                          ],
                        },
                      },
                    ],
                  },
                },
              ],
            },
          },
        },
      }),
      [
        'C1 | - | ada | published | one | 3 | 0 |  | 2021-01-01T00:00:00.000Z | D1',
        'C2 | C1 | ghost | spam | two | 0 | 0 |  | 2021-01-01T00:00:01.000Z | D1',
      ],
      ['https://paper.example/blog/a'],
    ],
    [
      'hyvor',
      'hyvor.json',
      JSON.stringify({
        data: [
          {
            id: 3,
            created_at: 1609459200,
            user: { type: 'hyvor', htid: 8, name: 'Ada', email: null },
            page: { id: 1, url: 'https://paper.example/a', identifier: 'a', title: 'A' },
            body: '{}',
            body_html: '<p>one</p>',
            status: 'published',
            parent: { id: 2 },
            upvotes: 5,
            downvotes: 1,
            is_featured: true,
          },
        ],
      }),
      ['3 | 2 | Ada | published | one | 5 | 1 | pinned | 2021-01-01T00:00:00.000Z | 1'],
      ['https://paper.example/a'],
    ],
    [
      'csv',
      'comments.csv',
      'ID;Parent ID;Page URL;Author;Date;Content;Status\n1;;/a;Ada;2020-01-01;"one; ""two""";approved\n2;1;/a;Bob;2020-01-02 00:00:00;three;0\n',
      [
        '1 | - | Ada | published | one; "two" | 0 | 0 |  | 2020-01-01T00:00:00.000Z | https://paper.example/a',
        '2 | 1 | Bob | pending | three | 0 | 0 |  | 2020-01-02T00:00:00.000Z | https://paper.example/a',
      ],
      ['https://paper.example/a'],
    ],
    [
      'jsonl',
      'comments.jsonl',
      [
        {
          page: 'my-article',
          title: 'A',
          body: 'one',
          id: 1,
          author: 'Ada',
          createdAt: '2020-01-01T00:00:00Z',
          votes: 2,
        },
        { page: 'my-article', body: '<i>two</i>', format: 'html', id: 2, parent: 1, createdAt: 1577836801 },
      ]
        .map((line) => JSON.stringify(line))
        .join('\n'),
      [
        '1 | - | Ada | published | one | 2 | 0 |  | 2020-01-01T00:00:00.000Z | my-article',
        '2 | 1 | - | published | *two* | 0 | 0 |  | 2020-01-01T00:00:01.000Z | my-article',
      ],
      [],
    ],
  ];

  it.each(CASES)('reads %s (%s)', async (format, name, content, comments, threads) => {
    const { format: found, items } = await read(await write(content, name));
    expect(found).toBe(format);
    expect(items.filter(isComment).map(lineOf)).toEqual(comments);
    const addresses = items.flatMap((item) => (item.kind === 'thread' && item.url !== null ? [item.url] : []));
    expect([...new Set(addresses)]).toEqual([...new Set(threads)]);
    expect(JSON.stringify(items)).not.toContain('192.0.2.1');
  });

  it('has a case for every format', () => {
    const covered = new Set(CASES.map(([format]) => format));
    expect(FORMATS.map(({ name }) => name).filter((name) => !covered.has(name))).toEqual([]);
  });

  const DATABASE = `create table threads (id integer primary key, uri text, title text);
    create table comments (tid, id integer primary key, parent, created float, modified float, mode, remote_addr, text, author, email, website, likes, dislikes, voters blob, notification);
    insert into threads values (1, '/a/', 'A');
    insert into comments values (1, 1, null, 1538388000.5, null, 1, '192.0.2.1', 'one', 'Ada', null, null, 2, 1, x'00', 0), (1, 2, 1, 1538388001, null, 4, '192.0.2.1', '', null, null, null, 0, 0, x'00', 0);`;
  const hasProgram = spawnSync('sqlite3', ['--version']).status === 0;
  (hasProgram ? it : it.skip)('reads the database of Isso (needs the program sqlite3 to make one)', async () => {
    const path = join(folder, 'comments.db');
    expect(spawnSync('sqlite3', [path, DATABASE]).status).toBe(0);
    const { format, items } = await read(path);
    expect(format).toBe('isso');
    expect(items.filter(isComment).map(lineOf)).toEqual([
      '1 | - | Ada | published | one | 2 | 1 |  | 2018-10-01T10:00:00.500Z | /a/',
      '2 | 1 | - | deleted |  | 0 | 0 |  | 2018-10-01T10:00:01.000Z | /a/',
    ]);
  });

  it('tells a line that cannot be read, and reads the others', async () => {
    const { items } = await read(
      await write('{"page":"a","body":"one"}\n{"page":\n{"page":"a","body":"two"}\n', 'lines.jsonl'),
    );
    expect(items.filter(isComment)).toHaveLength(2);
    expect(items).toContainEqual(
      expect.objectContaining({ kind: 'note', problem: 'unreadable', item: 'lines.jsonl line 2' }),
    );
  });

  it.each([
    ['JSON', 'x.json', '[{"page_key":"/a","content":"one","id":1},{"page_key":"/a","content":"tw'],
    ['lines', 'x.jsonl', '{"page":"a","body":"one"}\n{"page":"a","bo'],
    ['CSV in a quote', 'x.csv', 'page,body\na,one\na,"two\na,three\n'],
    ['CSV in a row', 'x.csv', 'page,body,id\na,one,1\na,tw'],
    ['gzip', 'x.jsonl.gz', gzipSync('{"page":"a","body":"one"}\n'.repeat(5_000)).subarray(0, 100)],
  ])('says where %s ends in the middle', async (_what, name, content) => {
    const { items } = await read(await write(content, name));
    expect(items.at(-1)).toMatchObject({ kind: 'note', problem: 'truncated' });
  });

  it('tells a row of CSV that is too long, and reads the rows before it', async () => {
    const { items } = await read(await write(`page,body\na,one\na,"${'x'.repeat(2_100_000)}\n`, 'long.csv'));
    expect(items.filter(isComment)).toHaveLength(1);
    expect(items).toContainEqual(expect.objectContaining({ kind: 'note', problem: 'unreadable' }));
  });

  it('reads lines whose first is longer than what a format is recognized by', async () => {
    const line = (id: number, body: string) => `${JSON.stringify({ page: 'a', id, body })}\n`;
    const { items } = await read(await write(line(1, 'x'.repeat(100_000)) + line(2, 'two'), 'long.jsonl'));
    expect(items.filter(isComment).map(({ id }) => id)).toEqual(['1', '2']);
  });

  it('holds comments of posts of WordPress that were not for everybody', async () => {
    const content = CASES.find(([format]) => format === 'wordpress')?.[2] as string;
    for (const said of ['<wp:status>private</wp:status>', '<wp:post_password>secret</wp:post_password>']) {
      const { items } = await read(
        await write(content.replace('<wp:comment_status>', `${said}<wp:comment_status>`), 'p.xml'),
      );
      expect(items.filter(isComment).map(({ status }) => status)).toEqual(['pending', 'pending']);
    }
  });

  it.each([
    ['Windows-1252', Buffer.from('page,body\na,caf\xe9\n', 'latin1'), 'café'],
    ['UTF-16', Buffer.from('\ufeffpage,body\na,café\n', 'utf16le'), 'café'],
    [
      'a byte that is no UTF-8',
      Buffer.concat([Buffer.from('page,body\na,äöüß'), Buffer.from([0xff]), Buffer.from('\n')]),
      'äöüß\ufffd',
    ],
    ['U+0000', Buffer.from('page,body\na,b\u0000c\n'), 'bc'],
  ])('reads %s', async (_what, content, body) => {
    const { items } = await read(await write(content, 'x.csv'));
    expect(items.filter(isComment).map((comment) => prepareBody(comment.body).body)).toEqual([body]);
  });

  it('reads an archive, and refuses one whose files grow without end', async () => {
    const zip = async (text: string) => {
      const archive = new yazl.ZipFile();
      archive.addBuffer(Buffer.from('x'), '__MACOSX/comments.csv');
      archive.addBuffer(Buffer.from(text), 'inner/comments.csv');
      archive.end();
      return write(await buffer(archive.outputStream), 'x.zip');
    };
    expect((await read(await zip('page,body\na,one\n'))).items.filter(isComment)).toHaveLength(1);
    await expect(zip('x'.repeat(10_000_000)).then(read)).rejects.toThrow('times as large');
    await expect(write(gzipSync('x'.repeat(10_000_000)), 'x.gz').then(read)).rejects.toThrow(
      /times as large|not recognized/,
    );
  });

  it.each([
    ['elements', '<div>'.repeat(100_000) + 'x', 'x'],
    ['marks', '<b><i>'.repeat(50_000) + 'x', 'x'],
    ['quotes', '<blockquote>'.repeat(100_000) + 'x', '> '.repeat(32) + 'x'],
  ])('reads %s that are nested 100,000 deep', (_what, value, end) => {
    const { body } = prepareBody({ format: 'html', value });
    expect(body.replace(/[*]/g, '')).toContain(end.slice(0, 20));
  });

  it.each([
    ['paragraphs', `<i>${'<p>x</p>'.repeat(200_000)}</i>`],
    ['backticks', `<code>${'` '.repeat(300_000)}</code>`],
    ['rows', `<table><tbody>${'<tr><td>x'.repeat(150_000)}</table>`],
  ])('reads %s by the hundred thousand', (_what, value) => {
    expect(prepareBody({ format: 'html', value }).problems).toEqual([{ problem: 'body-cut' }]);
  });

  it.each([
    ['<p>a_b and *c* [d] `e` &amp;lt;</p>', 'a_b and \\*c\\* \\[d\\] \\`e\\` \\&lt;'],
    ['1. one<br>- two<br>&gt; three<br># four', '1\\. one\n\\- two\n\\> three\n# four'],
    [
      '<a href="https://x.example/a_b">https://x.example/a_b</a> <a href="https://x.example/long">http<b>s</b> text</a>',
      'https://x.example/a_b [http**s** text](https://x.example/long)',
    ],
    ['<a href="https://x.example/a/long/path">https://x.example/a/lo...</a>', '<https://x.example/a/long/path>'],
    ['<a href="javascript:alert(1)">click</a><script>alert(1)</script>', 'click'],
    ['<ul><li>a</li><li><p>b</p><ol start="3"><li>c</li></ol></li></ul>', '- a\n- b\n\n  3. c'],
    ['<pre><code>if (a &lt; b) {\n  `x`\n}</code></pre>', '```\nif (a < b) {\n  `x`\n}\n```'],
    ['<table><tr><th>a</th><th>b|c</th></tr><tr><td>1</td></tr></table>', '| a | b\\|c |\n| --- | --- |\n| 1 |  |'],
    [
      '<img src="https://x.example/i.png" alt="A cat"> <img class="emoji" alt="😀" src="x">',
      '[A cat](https://x.example/i.png) 😀',
    ],
    ['<strong> spaced </strong>out', '**spaced** out'],
    ['<b>unclosed <i>both', '**unclosed *both***'],
  ])('makes Markdown of %s', (html, markdown) => {
    expect(prepareBody({ format: 'html', value: html }).body).toBe(markdown);
  });

  it('says which formats and problems there are in docs/moving.md', async () => {
    const docs = await readFile(join(__dirname, '../../../../../docs/moving.md'), 'utf8');
    for (const { name } of FORMATS) expect(docs).toContain(`\`${name}\``);
    const rows = [...docs.matchAll(/^\| `([\w-]+)` +\| (kept|skipped|failed) +\| (.*?) +\|$/gm)].map(
      ([, code, outcome, text]) => [code, outcome, text],
    );
    expect(rows).toEqual(Object.entries(PROBLEMS).map(([code, { outcome, text }]) => [code, outcome, text]));
  });

  /** What becomes of the comments of a file, before they are compared with a site. */
  function rowOf(name: string, format: string, items: readonly ImportItem[]): string {
    const comments = items.filter(isComment);
    const of = (...statuses: string[]) => comments.filter(({ status }) => statuses.includes(status)).length;
    const bodies = comments.map(({ body }) => prepareBody(body));
    const problems = [
      ...items.flatMap((item) => (item.kind === 'note' ? [item.problem] : [])),
      ...bodies.flatMap(({ problems: found }) => found.map(({ problem }) => problem)),
      ...comments.flatMap(({ createdAt }) => (dateOf(createdAt) === null ? ['date-missing'] : [])),
      ...comments.flatMap(({ status }, index) => (status !== 'deleted' && bodies[index]?.html === '' ? ['empty'] : [])),
    ];
    const counted = [...new Set(problems)]
      .sort()
      .map((problem) => `${problem} ${problems.filter((one) => one === problem).length}`);
    return `| ${name} | ${format} | ${comments.length} | ${of('published')} | ${of('pending', 'spam')} | ${of('deleted')} | ${counted.join(', ') || '-'} |`;
  }

  it('has the table of what is read of these files in docs/moving.md', async () => {
    const rows: string[] = [];
    for (const [format, name, content] of CASES) {
      const { items } = await read(await write(content, name));
      rows.push(rowOf(name === 'folder' ? Object.keys(content).join(', ') : name, format, items));
    }
    const docs = await readFile(join(__dirname, '../../../../../docs/moving.md'), 'utf8');
    const plain = docs.split('\n').map((line) => line.replace(/ +/g, ' '));
    expect(rows.filter((row) => !plain.includes(row))).toEqual([]);
  });

  const fixtures = process.env.AFTERWORD_FIXTURES;
  (fixtures === undefined ? it.skip : it)('reads real exports (a folder of them in AFTERWORD_FIXTURES)', async () => {
    const lines: string[] = [];
    for (const entry of await readdir(fixtures ?? '', { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.(xml|wxr|jsonl?)$/.test(entry.name)) continue;
      const path = join(entry.parentPath, entry.name);
      const name = `${basename(join(path, '..'))}/${entry.name}`;
      const said = await read(path).then(
        ({ format, items }) => rowOf(name, format, items),
        (error: unknown) => `| ${name} | ${String(error).slice(0, 80)} |`,
      );
      lines.push(said);
    }
    process.stdout.write(`${lines.sort().join('\n')}\n`);
    expect(lines.length).toBeGreaterThan(0);
  });
});
