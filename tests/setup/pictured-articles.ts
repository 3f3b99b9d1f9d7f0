import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Services } from './services';

const PICTURE = resolve(__dirname, '../../apps/content/sample/the-ferry-at-lohsen.png');

/** An article that opens with a picture and has another one far below, so that the list of articles has one too. */
export const PICTURED = 'the-ferry-in-winter';

const paragraph = (name: string) =>
  `${name}: the cable ferry at Lohsen has no timetable, and whoever wants to cross rings the bell on their side of the river. `.repeat(
    3,
  );
const TEXT = [
  'It is the last of its kind.',
  '![A flat ferry on a wide river, hanging from its cable](ferry.png)',
  ...['Spring', 'Summer', 'Autumn', 'Winter', 'The next year'].map((name) => `## ${name}\n\n${paragraph(name)}`),
  '![The same ferry, seen again](ferry.png)',
  paragraph('At last'),
].join('\n\n');

/** Imports and publishes the article, as `articles import` does with a folder. */
export async function publishPictured(services: Services): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'afterword-pictured-'));
  try {
    await copyFile(PICTURE, join(folder, 'ferry.png'));
    await writeFile(
      join(folder, 'a.md'),
      `---\nslug: ${PICTURED}\ntitle: The ferry in winter\nlanguage: en\n---\n\n${TEXT}\n`,
    );
    await services.command('content', 'articles', 'import', folder, '--publish');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
