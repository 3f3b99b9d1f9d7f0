import { cp, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rowsOf } from '@afterword/platform';
import { DataSource } from 'typeorm';
import { expectStatus } from '@afterword/testing/api';
import { type RunningContent, startContent } from '@afterword/testing/content';
import { createImportFolder, type ImportFolder } from '@afterword/testing/import-folder';
import { SnapshotsRepository } from '../snapshots';

const SAMPLE = join(__dirname, '../../sample');

describe('the importer', () => {
  let service: RunningContent;
  let imported: ImportFolder;
  let folder: string;
  let number = 0;
  let slug: string;

  beforeAll(async () => {
    service = await startContent();
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    number += 1;
    slug = `imported-${number}`;
    imported = await createImportFolder(service);
    folder = imported.path;
  });
  afterEach(() => imported.remove());

  const run: ImportFolder['run'] = (options, path) => imported.run(options, path);
  const write = (name: string, frontMatter: string, body = 'Text.') =>
    imported.write(name, `---\n${frontMatter}\n---\n\n${body}\n`);
  const stored = () => imported.stored(slug);
  const outbox = () =>
    rowsOf<{ name: string; payload: object }>(
      service.app.get(DataSource),
      `select name, payload from outbox where payload ->> 'page' = $1 order by id`,
      [slug],
    );

  it('brings in the sample once, changes what changed, and keeps its engagement', async () => {
    slug = 'the-ferryman-s-ledger';
    const url = `https://paper.example/articles/${slug}`;
    await cp(SAMPLE, folder, { recursive: true });
    expect(await run()).toMatchObject([{ outcome: 'created', changed: [], url, status: 'published' }]);
    const value = { comments: 0, shares: 0, rewards: { count: 0, amount: 0 }, reactions: { like: 7 } };
    await service.app.get(SnapshotsRepository).apply({
      schemaVersion: 1,
      site: 'demo',
      page: slug,
      counters: { version: 1, value },
      comments: null,
      announcedAt: new Date().toISOString(),
    });
    const first = await stored();
    expect(await run()).toMatchObject([{ outcome: 'unchanged', changed: [] }]);
    expect(await stored()).toEqual(first);

    const file = join(folder, `${slug}.md`);
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('River desk', 'Harbour desk').replace('nine cars', 'ten cars'));
    const changed = [
      { field: 'author', before: 'River desk', after: 'Harbour desk' },
      { field: 'body', before: expect.stringContaining('nine cars'), after: expect.stringContaining('ten cars') },
    ];
    expect(await run({ dryRun: true })).toMatchObject([{ outcome: 'updated', changed }]);
    expect(await stored()).toEqual(first);
    expect(await run()).toMatchObject([{ outcome: 'updated', changed }]);
    expect(await stored()).toMatchObject({ author: 'Harbour desk', engagement: { counters: value } });

    const original = join(folder, `${slug}.de.md`);
    await writeFile(original, (await readFile(original, 'utf8')).replace('neun Autos', 'zehn Autos'));
    expect(await run()).toMatchObject([{ outcome: 'updated', changed: [{ field: 'original.body' }] }]);
    expect(await outbox()).toMatchObject([
      { name: 'article.published', payload: { site: 'demo', page: slug, url, title: 'The ferryman’s ledger' } },
      { name: 'article.updated' },
      { name: 'article.updated' },
    ]);
  });

  it('takes a folder as it is found: below it, without originals, without what is no article', async () => {
    await write('deep/er/a.md', `slug: ${slug}-a\ntitle: A\noriginal:\n  language: de\n  file: a.de.md`);
    await write('deep/er/a.de.md', 'title: A auf Deutsch');
    await write(`${slug}-b.md`, 'title: B');
    await write('layout.md', 'layout: of another program');
    await writeFile(join(folder, 'README.md'), '# About this folder\n');
    await writeFile(join(folder, 'notes.txt'), 'Notes');
    // A loop, and a way out.
    await symlink(folder, join(folder, 'deep/loop'));
    await symlink(SAMPLE, join(folder, 'sample'));
    const results = await run();
    expect(results.map(({ file, outcome }) => [file.replace(`${folder}/`, ''), outcome])).toEqual([
      ['deep/er/a.md', 'created'],
      [`${slug}-b.md`, 'created'],
      ['README.md', 'skipped'],
      ['deep/loop', 'skipped'],
      ['layout.md', 'skipped'],
      ['notes.txt', 'skipped'],
      ['sample', 'skipped'],
    ]);
  });

  it('imports the others when one file is wrong, and says where', async () => {
    await write('bad-type.md', `slug: ${slug}-x\ntitle: T\ntopics: 7`);
    await write('bad-yaml.md', 'title: [\noriginal:\n  language: de\n  file: bad-yaml.de.md');
    await write('bad-yaml.de.md', 'title: The original of a bad one');
    await write('good.md', `slug: ${slug}\ntitle: Good`);
    await write('same.md', `slug: ${slug}\ntitle: Same slug`);
    const results = await run();
    expect(results.map((result) => ('reason' in result ? result.reason : result.outcome))).toEqual([
      expect.stringMatching(/bad-type\.md:4:9: topics: /),
      expect.stringMatching(/bad-yaml\.md:\d+:\d+: /),
      'created',
      expect.stringMatching(new RegExp(`same\\.md:2:7: slug: "${slug}" is that of .*good\\.md too`)),
    ]);
    expect((await stored()).title).toBe('Good');
  });

  it('changes nothing on a dry run', async () => {
    await write('dry.md', `slug: ${slug}\ntitle: Dry`);
    expect(await run({ dryRun: true })).toMatchObject([{ outcome: 'created', url: expect.stringContaining(slug) }]);
    expectStatus(404, await service.api.call('GET', `/v1/articles/${slug}`));
    expect(await outbox()).toEqual([]);
  });

  it('makes a draft unless it is told to publish, and never takes back what is published', async () => {
    await write('a.md', `slug: ${slug}\ntitle: A`);
    expect(await run({ publish: false })).toMatchObject([{ outcome: 'created', status: 'draft' }]);
    expect(await outbox()).toEqual([]);
    expect(await run({ publish: true })).toMatchObject([
      { outcome: 'updated', changed: [{ field: 'publishedAt' }, { field: 'status', after: 'published' }] },
    ]);
    expect(await run({ publish: false })).toMatchObject([{ outcome: 'unchanged', status: 'published' }]);
    expect((await outbox()).map(({ name }) => name)).toEqual(['article.published']);
  });

  it('leaves nothing half done when the transaction fails', async () => {
    await write('a.md', `slug: ${slug}\ntitle: A`);
    const database = service.app.get(DataSource);
    await database.query('alter table outbox rename to outbox_away');
    try {
      await expect(run()).rejects.toThrow(/outbox/);
    } finally {
      await database.query('alter table outbox_away rename to outbox');
    }
    expectStatus(404, await service.api.call('GET', `/v1/articles/${slug}`));
    expect(await run()).toMatchObject([{ outcome: 'created' }]);
  });

  it('says that there is nothing at a path', async () => {
    await expect(run({}, join(folder, 'nowhere'))).rejects.toThrow(/nowhere: there is no such file or folder/);
    await expect(run({}, '/dev/zero')).rejects.toThrow(/there is no such file or folder/);
    expect(await run()).toEqual([]);
  });
});
