import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const root = join(__dirname, '../..');
const pagesBelow = (folder: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => `${folder}/${file}`);
const read = (file: string) => readFileSync(join(root, file), 'utf8');

/** GitHub's id of a heading. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\-_ ]/gu, '')
    .replaceAll(' ', '-');

const anchorsOf = (file: string) =>
  [...read(file).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));

/** Links to files of the project, outside code. */
const linksOf = (file: string) =>
  [
    ...read(file)
      .replace(/```.*?```/gs, '')
      .replace(/`[^`\n]*`/g, '')
      .matchAll(/\]\(([^)\s]+)\)/g),
  ]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target));

describe('The documentation', () => {
  const files = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'libs/client/README.md', 'libs/embed/README.md'];

  it.each([...files, ...pagesBelow('docs')])('%s links to files and headings that exist', (file) => {
    const broken = linksOf(file).filter((link) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? file : normalize(join(dirname(file), path));
      return !existsSync(join(root, target)) || (anchor !== undefined && !anchorsOf(target).includes(anchor));
    });
    expect(broken).toEqual([]);
  });

  it('lists every decision record', () => {
    const records = readdirSync(join(root, 'docs/decisions')).filter((file) => /^\d/.test(file));
    const listed = linksOf('docs/decisions/README.md').filter((link) => /^\d/.test(link));
    expect(listed.sort()).toEqual(records.sort());
  });
});
