import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, loadConfig } from '@afterword/platform';
import { h } from 'preact';
import { ContentModule } from '../content.module';
import { contentSecurityPolicy } from '../security-headers';
import { ListPage } from './list-page';
import { renderPage } from './render';
import { ThemeSettingsSchema } from './theme-settings';

const examples = join(__dirname, '../../../../docs/themes');
const PAGE = h(ListPage, { topic: null, items: [], address: 'https://paper.example/', next: null });

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

/** A folder with a theme; a value that is no string is written as JSON. */
function folderWith(files: Record<string, unknown>): string {
  const folder = mkdtempSync(join(tmpdir(), 'afterword-theme-'));
  folders.push(folder);
  for (const [name, content] of Object.entries(files))
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  return folder;
}
const rendered = (themeFolder: string | null) =>
  renderPage(PAGE, { timeZone: 'UTC', themeFolder, contentUrl: 'http://localhost' });
const styleOf = (html: string) => /<style>(.*?)<\/style>/s.exec(html)?.[1] ?? '';

describe('a theme', () => {
  it('gives the publication its name, tagline, logo, colours, fonts, navigation, footer and links', () => {
    const html = rendered(join(examples, 'broadsheet'));
    expect(html).toContain('<title>The Harbour Gazette</title>');
    expect(html).toContain('<meta name="description" content="News from the estuary since 1974"/>');
    expect(html).toContain('<span class="tagline">News from the estuary since 1974</span>');
    expect(html).toMatch(
      /<source srcset="data:image\/svg\+xml,[^"]+" media="\(prefers-color-scheme: dark\)"\/><img src="data:image\/svg\+xml,[^"]+" width="232" height="36" alt="The Harbour Gazette"\/>/,
    );
    expect(html).toMatch(/<nav aria-label="Main"><a href="\/">Latest<\/a><a href="\/topics">Topics<\/a>/);
    expect(html).toContain('<p lang="en" dir="ltr">Published by the Harbour Gazette Cooperative, 4 Quay Street.</p>');
    expect(html).toContain('<a href="/articles/imprint">Imprint</a><a href="/articles/privacy">Privacy</a></nav>');
    expect(html).not.toContain('The Margin');
    const style = styleOf(html);
    expect(style).toContain('--accent:light-dark(#0b5a8a,#74bdf0)');
    expect(style).toContain("--serif:'Times New Roman', Tinos, 'Liberation Serif', serif");
    expect(style).toContain('--radius:0px');
    expect(style).toMatch(/\.site-header \{ border-top: 4px double var\(--ink\)/);
  });

  it('may be in another language', () => {
    const html = rendered(join(examples, 'field-notes'));
    expect(html).toMatch(/<header class="site-header ui" lang="de" dir="ltr">/);
    expect(html).toContain('<a href="https://feldnotizen.example/impressum">Impressum</a>');
    expect(rendered(folderWith({ 'theme.json': { name: 'هامش', language: 'ar' } }))).toContain('lang="ar" dir="rtl"');
  });

  it('is allowed by the content security policy', () => {
    const themeFolder = join(examples, 'broadsheet');
    const hash = createHash('sha256')
      .update(styleOf(rendered(themeFolder)))
      .digest('base64');
    const { styleSrc } = contentSecurityPolicy({
      contentUrl: 'https://a.example',
      engagementUrl: 'https://b.example',
      themeFolder,
    });
    expect(styleSrc).toEqual([`'sha256-${hash}'`]);
  });

  it('needs a name only', () => {
    const html = rendered(folderWith({ 'theme.json': { name: 'Bare & bold' } }));
    expect(html).toContain('<title>Bare &amp; bold</title>');
    expect(html).toContain('<a href="/archive">Archive</a>');
    expect(styleOf(html)).toBe(styleOf(rendered(null)));
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['no file', {}, 'THEME_DIR: there is no theme.json in '],
    ['no JSON', { 'theme.json': '{ "name": }' }, 'theme.json is not JSON: '],
    ['no name', { 'theme.json': {} }, 'theme.json: name is required and must be a string'],
    ['unknown settings', { 'theme.json': { name: 'A', colours: {} } }, 'theme.json: colours is no setting'],
    [
      'an unknown colour',
      { 'theme.json': { name: 'A', colors: { akzent: '#fff' } } },
      'theme.json: colors.akzent is no setting',
    ],
    [
      'half a colour',
      { 'theme.json': { name: 'A', colors: { accent: { light: '#b3261e' } } } },
      'theme.json: colors.accent.dark must be a colour',
    ],
    [
      'no colour',
      { 'theme.json': { name: 'A', colors: { accent: 'red;}' } } },
      'theme.json: colors.accent.light must be a colour',
    ],
    [
      'text that cannot be read',
      { 'theme.json': { name: 'A', colors: { 'ink-2': '#999' } } },
      'theme.json: colors.ink-2 on colors.paper has a contrast of 2.8 in the light scheme; text needs 4.5',
    ],
    [
      'a font that ends its rule',
      { 'theme.json': { name: 'A', fonts: { serif: 'a;}b{' } } },
      'theme.json: fonts.serif must be a list of fonts',
    ],
    [
      'a script for a link',
      { 'theme.json': { name: 'A', navigation: [{ title: 'x', url: 'javascript:alert(1)' }] } },
      'theme.json: navigation.0.url must be a path',
    ],
    [
      'a link to another host without a scheme',
      { 'theme.json': { name: 'A', privacy: '//evil.example' } },
      'theme.json: privacy.url must be a path',
    ],
    [
      'a file elsewhere',
      { 'theme.json': { name: 'A', icon: '../secret.png' } },
      'theme.json: icon must be the name of a file in the folder',
    ],
    ['a missing file', { 'theme.json': { name: 'A', icon: 'icon.png' } }, 'theme.json: icon: there is no icon.png in '],
    [
      'a large file',
      { 'theme.json': { name: 'A', icon: 'icon.png' }, 'icon.png': 'x'.repeat(32_769) },
      'theme.json: icon: icon.png has 32769 bytes, and may have 32768',
    ],
    [
      'CSS that ends its element',
      { 'theme.json': { name: 'A' }, 'theme.css': 'a{}</style><script>' },
      'theme.css must not contain "</style"',
    ],
    [
      'CSS that loads from another host',
      { 'theme.json': { name: 'A' }, 'theme.css': 'a{background:url(https://x.example/a.png)}' },
      'theme.css must not contain "url("',
    ],
  ])('is refused with %s, in one line that names it', (_, files, message) => {
    const folder = folderWith(files);
    const refused = () => rendered(folder);
    expect(refused).toThrow(ConfigError);
    expect(refused).toThrow(message);
    expect(refused).not.toThrow('\n');
  });

  it('that is not valid stops the service before it starts', () => {
    const config = loadConfig('content', {
      DATABASE_URL: 'postgres://a:b@127.0.0.1:1/c',
      ADMIN_TOKEN: 'sixteen-characters',
      THEME_DIR: folderWith({}),
    });
    expect(() => ContentModule.forRoot(config)).toThrow('THEME_DIR: there is no theme.json in ');
  });

  it('has a documented setting for each of its schema', () => {
    const doc = readFileSync(join(examples, '../theme.md'), 'utf8');
    const rows = [...doc.matchAll(/^\| `([a-z]+)`/gm)].map(([, name]) => name);
    expect(rows.sort()).toEqual(Object.keys(ThemeSettingsSchema.shape).sort());
  });
});
