import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { gzipSync } from 'node:zlib';
import {
  type CommentList,
  type ImportFile,
  type ImportFileList,
  type ImportFileReport,
  type ImportRun,
  type ImportRunList,
  type ImportUses,
  LIMITS,
  type LogEntry,
  type Site,
} from '@afterword/contracts';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { poll } from '@afterword/testing/poll';
import { DataSource } from 'typeorm';
import { ImportBusyError, ImportSessions } from '../imports';

const item = (id: number, body: string, more: object = {}) => ({
  ...{ page: 'talk', id, author: 'Ada', body, createdAt: `2014-01-0${id}T00:00:00Z` },
  ...more,
});
const lines = (...items: readonly object[]) => Buffer.from(items.map((one) => `${JSON.stringify(one)}\n`).join(''));

describe('files to import', () => {
  let service: RunningEngagement;
  let site: Site;

  beforeAll(async () => {
    service = await startEngagement();
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    site = await service.api.site(ADMIN_TOKEN);
  });

  const call: RunningEngagement['api']['call'] = (method, path, options) =>
    service.api.call(method, `/v1/sites/${site.id}${path}`, { token: ADMIN_TOKEN, ...options });
  const read = async (id: string) => expectStatus(200, await call<ImportFile>('GET', `/import-files/${id}`));
  const become = (id: string, status: ImportFile['status']) =>
    poll(
      () => read(id),
      (file) => file.status === status,
    );
  const announce = (name: string, bytes: number, more: object = {}) =>
    call<ImportFile>('POST', '/import-files', { body: { name, bytes, ...more } });
  const send = (id: string, part: number | string, data: Buffer, type = 'application/octet-stream') =>
    call<ImportFile>('PUT', `/import-files/${id}/parts/${part}`, { rawBody: data, headers: { 'content-type': type } });
  async function upload(name: string, data: Buffer, more: object = {}): Promise<string> {
    const { id, partBytes } = expectStatus(201, await announce(name, data.length, more));
    for (let part = 0; part * partBytes < data.length; part += 1)
      expectStatus(200, await send(id, part, data.subarray(part * partBytes, (part + 1) * partBytes)));
    return id;
  }
  const report = async (id: string) =>
    expectStatus(200, await call<ImportFileReport>('GET', `/import-files/${id}/report`));
  const comments = async (page = 'talk') =>
    expectStatus(200, await service.api.call<CommentList>('GET', `${pagePath(site.id, page)}/comments?sort=oldest`));
  const runs = async () => expectStatus(200, await call<ImportRunList>('GET', '/imports')).items;
  const undone = (id: string) =>
    poll(
      async () => (await runs()).find((run) => run.id === id),
      (run) => run?.status === 'undone',
    );
  /** With no import of the site beside it: the one that has just ended may still hold the lock. */
  const exclusive = async (work: () => Promise<void>) => {
    const held = await poll(
      () =>
        service.app
          .get(ImportSessions)
          .exclusive(site.id, async () => {
            await work();
            return true;
          })
          .catch((error: unknown) => {
            if (error instanceof ImportBusyError) return false;
            throw error;
          }),
      (isHeld) => isHeld,
    );
    expect(held).toBe(true);
  };
  const log = async () =>
    expectStatus(200, await call<{ items: LogEntry[] }>('GET', '/moderation/log')).items.map(({ action }) => action);

  it('are checked when they are whole, imported when somebody says so, and taken back', async () => {
    const id = await upload(
      'export.jsonl',
      lines(item(1, 'First'), item(2, 'Second', { parent: 1 }), item(3, 'Held', { status: 'pending' })),
    );
    const checked = await become(id, 'checked');
    expect(checked.figures).toMatchObject({ comments: 3, added: 2, held: 1, failed: 0, newPages: 1 });
    expect(checked).toMatchObject({ run: null, progress: null, problem: null });
    // Nothing is written by a check.
    expect((await comments()).total).toBe(0);
    expect(await runs()).toEqual([]);
    expect(await report(id)).toMatchObject({
      ...{ isDryRun: true, format: 'jsonl', file: 'export.jsonl', run: null },
      threads: [{ page: 'talk', how: 'address', comments: 3, isNew: true, threadsOfPage: 1 }],
    });

    expectStatus(202, await call('POST', `/import-files/${id}/start`));
    const imported = await become(id, 'imported');
    expect(imported.figures).toMatchObject({ added: 2, held: 1 });
    expect((await comments()).total).toBe(2);
    const [run] = await runs();
    expect(run).toMatchObject({ id: imported.run, status: 'finished', file: 'export.jsonl', figures: { added: 2 } });
    expect((await report(id)).isDryRun).toBe(false);
    // The data are not needed any more.
    const parts = await service.app.get(DataSource).query('select from import_file_part where file_id = $1', [id]);
    expect(parts).toEqual([]);
    expect((await call('POST', `/import-files/${id}/start`)).status).toBe(409);
    expect((await call('PATCH', `/import-files/${id}`, { body: {} })).status).toBe(409);

    const first = (await comments()).items[0]!;
    const token = await service.api.guest(site.id);
    const reply = { token, body: { body: 'Mine', parentId: first.id } };
    expectStatus(201, await service.api.call('POST', `${pagePath(site.id, 'talk')}/comments`, reply));
    expect(expectStatus(200, await call<ImportUses>('GET', `/imports/${run!.id}/uses`))).toEqual({
      items: [{ comment: first.id, page: 'talk', what: 'reply', count: 1 }],
      isWhole: true,
    });
    expect(expectStatus(202, await call<ImportRun>('POST', `/imports/${run!.id}/undo`)).status).toBe('undoing');
    await undone(run!.id);
    expect((await comments()).items.map(({ body, status }) => [body, status])).toEqual([[null, 'deleted']]);
    expect((await call('POST', `/imports/${run!.id}/undo`)).status).toBe(409);
    const logged = await poll(log, (actions) => actions.includes('import.undone'));
    expect(logged.filter((action) => action.startsWith('import.')).reverse()).toEqual([
      'import.started',
      'import.undone',
    ]);
  });

  it('come in parts, in any order and more than once', async () => {
    const data = lines(...Array.from({ length: 9 }, (_, index) => item(index + 1, `${'long '.repeat(9_000)}${index}`)));
    const { id, partBytes } = expectStatus(201, await announce('large.jsonl', data.length));
    const part = (number: number) => data.subarray(number * partBytes, (number + 1) * partBytes);
    expect(Math.ceil(data.length / partBytes)).toBe(2);
    await Promise.all([send(id, 1, part(1)), send(id, 1, part(1))]);
    expect(await read(id)).toMatchObject({ status: 'uploading', receivedBytes: part(1).length });
    const problems = [
      await send(id, 2, part(1)),
      await send(id, 'one', part(1)),
      await send(id, 0, part(1)),
      await send(id, 1, part(0)),
    ];
    expect(problems.map(({ status }) => status)).toEqual([422, 422, 422, 422]);
    expect((await send(id, 0, part(0), 'text/plain')).status).toBe(415);
    expect((await send(id, 0, Buffer.from('{}'), 'application/json')).status).toBe(415);
    expect((await send(id, 0, Buffer.alloc(partBytes + 1))).status).toBe(413);
    expect((await call('POST', `/import-files/${id}/start`)).status).toBe(409);
    expect((await call('GET', `/import-files/${id}/report`)).status).toBe(409);
    await Promise.all([send(id, 0, part(0)), send(id, 1, part(1))]);
    expect((await become(id, 'checked')).figures).toMatchObject({ comments: 9, added: 9 });
    // No other route takes bytes.
    const other = await call('PUT', '/pages/talk', {
      rawBody: data.subarray(0, 9),
      headers: { 'content-type': 'application/octet-stream' },
    });
    expect(other.status).toBe(415);
    expect(
      (await readdir(tmpdir())).filter((name) => name.startsWith('afterword-import-') && name.includes(id)),
    ).toEqual([]);
  });

  it('are checked again with other settings', async () => {
    const id = await upload('export.jsonl.gz', gzipSync(lines(item(1, 'First', { page: '/old/a/' }))));
    expect(await become(id, 'checked')).toMatchObject({ settings: { format: 'auto', map: '' } });
    const bad = await call('PATCH', `/import-files/${id}`, { body: { map: 'one' } });
    expect([bad.status, JSON.stringify(bad.body)]).toEqual([422, expect.stringContaining('Line 1 of the mapping')]);
    expectStatus(200, await call('PATCH', `/import-files/${id}`, { body: { map: '/old/a/ my-article' } }));
    await become(id, 'checked');
    expect((await report(id)).threads).toMatchObject([{ page: 'my-article', how: 'map' }]);
    const page = await call<string>('GET', `/import-files/${id}/report?format=html`);
    expect(page.headers.get('content-type')).toMatch('text/html');
    expect(page.body).toContain('my-article');
    expectStatus(202, await call('POST', `/import-files/${id}/start`));
    await become(id, 'imported');
    expect((await comments('my-article')).total).toBe(1);
  });

  it('say why they cannot be imported, and are tried again with the right settings', async () => {
    const id = await upload('notes.bin', Buffer.from('nothing of the kind'));
    const failed = await become(id, 'failed');
    expect(failed.problem).toMatch(/^The format was not recognized. Say which one it is: disqus, wordpress/);
    expect((await call('GET', `/import-files/${id}/report`)).status).toBe(409);
    expectStatus(200, await call('PATCH', `/import-files/${id}`, { body: { format: 'csv' } }));
    expect((await become(id, 'checked')).figures).toMatchObject({ comments: 0 });
  });

  it('are no archives of Afterword: those hold a whole site', async () => {
    const token = await service.api.guest(site.id);
    expectStatus(
      201,
      await service.api.call('POST', `${pagePath(site.id, 'talk')}/comments`, { token, body: { body: 'Here' } }),
    );
    const archive = await fetch(`${service.api.url}/v1/sites/${site.id}/export?format=afterword`, {
      headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
    });
    const id = await upload('archive.zip', Buffer.from(await archive.arrayBuffer()));
    expect((await become(id, 'failed')).problem).toMatch('Restore it on the command line');
  });

  it('wait while another import of the site works, and others of other sites do not', async () => {
    await exclusive(async () => {
      const waiting = await upload('export.jsonl', lines(item(1, 'First')));
      const mine = site;
      site = await service.api.site(ADMIN_TOKEN);
      await become(await upload('export.jsonl', lines(item(1, 'First'))), 'checked');
      site = mine;
      expect((await read(waiting)).status).toBe('checking');
    });
    const { items } = expectStatus(200, await call<ImportFileList>('GET', '/import-files'));
    await become(items[0]!.id, 'checked');
  });

  it('go on in the process that comes after one that was killed in the middle', async () => {
    const id = await upload('export.jsonl', lines(item(1, 'First'), item(2, 'Second')));
    await become(id, 'checked');
    // As it was left: begun, and nobody holds the site.
    await service.app
      .get(DataSource)
      .query(`update import_file set status = 'importing', attempts = 3 where id = $1`, [id]);
    expect((await become(id, 'imported')).figures).toMatchObject({ added: 2 });
  });

  it('are given up after the fifth time that nobody knows why', async () => {
    const id = await upload('export.jsonl', lines(item(1, 'First')));
    await become(id, 'checked');
    const database = service.app.get(DataSource);
    await database.query('alter table import_ref rename to import_ref_away');
    try {
      // The pauses between attempts grow: this is the last one.
      const last = `update import_file set status = 'importing', attempts = 4 where id = $1`;
      await database.query(last, [id]);
      expect((await become(id, 'failed')).problem).toMatch('several times');
    } finally {
      await database.query('alter table import_ref_away rename to import_ref');
    }
    expectStatus(202, await call('POST', `/import-files/${id}/start`));
    await become(id, 'imported');
  });

  it('are imported whole or not at all', async () => {
    const data = lines(...Array.from({ length: 9 }, (_, index) => item(index + 1, `${'long '.repeat(9_000)}${index}`)));
    const id = await upload('large.jsonl', data);
    await become(id, 'checked');
    const database = service.app.get(DataSource);
    await database.query('delete from import_file_part where file_id = $1 and number = 1', [id]);
    await database.query(`update import_file set status = 'importing', attempts = 4 where id = $1`, [id]);
    expect((await become(id, 'failed')).problem).toMatch('several times');
    expect((await comments()).total).toBe(0);
  });

  it('are removed, also while they wait to be imported', async () => {
    const id = await upload('export.jsonl', lines(item(1, 'First')));
    await become(id, 'checked');
    await exclusive(async () => {
      expectStatus(202, await call('POST', `/import-files/${id}/start`));
      expectStatus(204, await call('DELETE', `/import-files/${id}`));
    });
    expect(await runs()).toEqual([]);
    for (const path of ['', '/report']) expect((await call('GET', `/import-files/${id}${path}`)).status).toBe(404);
    expect((await call('DELETE', `/import-files/${id}`)).status).toBe(404);
    expect((await call('GET', '/import-files/nonsense')).status).toBe(404);
    expect((await call('GET', '/imports/nonsense/uses')).status).toBe(404);
    expect((await call('POST', '/imports/018f0000-0000-7000-8000-000000000000/undo')).status).toBe(404);
  });

  it('are as many, and as large, as the limits say, and have names without folders', async () => {
    for (const body of [
      { name: '../../etc/passwd', bytes: 1 },
      { name: '.hidden', bytes: 1 },
      { name: 'a\\b', bytes: 1 },
      { name: 'a', bytes: 0 },
      { name: 'a', bytes: LIMITS.importFileBytes + 1 },
      { name: 'a', bytes: 1, map: 'one' },
      { name: 'a', bytes: 1, origin: 'https://example.com/path' },
      { name: 'a', bytes: 1, timeZone: 'CET' },
    ])
      expect((await call('POST', '/import-files', { body })).status).toBe(422);
    for (let count = 0; count < LIMITS.importFiles; count += 1) expectStatus(201, await announce(`file-${count}`, 1));
    const tooMany = await announce('one-more', 1);
    expect([tooMany.status, JSON.stringify(tooMany.body)]).toEqual([
      409,
      expect.stringContaining('too-many-import-files'),
    ]);
  });
});
