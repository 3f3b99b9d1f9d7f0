import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Article } from '@afterword/contracts';
import { ArticleImporter, type ImportedFile, type ImportOptions } from '../../apps/content/src/article-import';
import { expectStatus } from './api';
import type { RunningContent } from './content';

/** A folder of article files, and its import into a running content service. */
export interface ImportFolder {
  path: string;
  /** Writes a file below the folder, with the folders above it. */
  write: (name: string, content: string | Buffer) => Promise<void>;
  /** Imports and publishes what is in the folder, or at another path. */
  run: (options?: Partial<ImportOptions>, path?: string) => Promise<ImportedFile[]>;
  /** What an import printed of each file, without the folder's path: `a.md created`. */
  outcomes: (options?: Partial<ImportOptions>) => Promise<string[]>;
  /** A published article. */
  stored: (slug: string) => Promise<Article>;
  remove: () => Promise<void>;
}

export async function createImportFolder(service: RunningContent): Promise<ImportFolder> {
  const path = await mkdtemp(join(tmpdir(), 'afterword-articles-'));
  const shown = (text: string) => text.replaceAll(`${path}/`, '');
  const folder: ImportFolder = {
    path,
    async write(name, content) {
      await mkdir(dirname(join(path, name)), { recursive: true });
      await writeFile(join(path, name), content);
    },
    async run(options = {}, at = path) {
      const results: ImportedFile[] = [];
      const imports = service.app.get(ArticleImporter).import(at, { publish: true, dryRun: false, ...options });
      for await (const result of imports) results.push(result);
      return results;
    },
    async outcomes(options) {
      return (await folder.run(options)).map((result) =>
        'reason' in result
          ? `${result.outcome}: ${shown(result.reason)}`
          : [`${result.outcome}: ${shown(result.file)}`, ...result.notes.map((note) => `note: ${shown(note)}`)].join(
              '\n',
            ),
      );
    },
    stored: async (slug) => expectStatus(200, await service.api.call<Article>('GET', `/v1/articles/${slug}`)),
    remove: () => rm(path, { recursive: true }),
  };
  return folder;
}
