import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ATTRIBUTES, attributesOf, type Choices, ELEMENTS, snippetOf } from './snippet';

const choices: Choices = {
  service: 'https://talk.example',
  elements: ['bar', 'count'],
  attributes: { site: 'demo', page: 'a "page" & <more>', metric: 'like', lang: 'de', sso: 'a.b.c', question: 'Why?' },
  colorScheme: 'dark',
  properties: { '--afterword-accent': '#0a58ca' },
};

describe('the snippet of the playground', () => {
  it('says what was chosen, and escapes it', () => {
    expect(snippetOf(choices)).toBe(`<script type="module" src="https://talk.example/embed.js"></script>
<afterword-bar site="demo" page="a &quot;page&quot; &amp; &lt;more>" sso="THE READER’S TOKEN" lang="de"></afterword-bar>
<afterword-count site="demo" page="a &quot;page&quot; &amp; &lt;more>" metric="like" sso="THE READER’S TOKEN" lang="de"></afterword-count>
<style>
  afterword-bar, afterword-count {
    color-scheme: dark;
    --afterword-accent: #0a58ca;
  }
</style>`);
  });

  it('says nothing of what was left as it is', () => {
    const plain = { ...choices, attributes: { site: 'demo', page: '' }, colorScheme: '', properties: {} };
    expect(snippetOf({ ...plain, elements: ['thread'] })).toBe(
      '<script type="module" src="https://talk.example/embed.js"></script>\n<afterword-thread site="demo"></afterword-thread>',
    );
    expect(attributesOf('thread', choices)).toMatchObject({ question: 'Why?' });
    expect(attributesOf('thread', choices)).not.toHaveProperty('metric');
  });

  it('knows every attribute that docs/embed.md names, on the elements that have it', () => {
    const text = readFileSync(join(__dirname, '../../../../docs/embed.md'), 'utf8');
    const rows = [...text.matchAll(/^\| ((?:`[\w-]+`(?:, )?)+) +\| ((?:all|bar|thread|count)(?:, \w+)*) +\|/gm)];
    const documented = rows.flatMap(([, names = '', on = '']) =>
      [...names.matchAll(/`([\w-]+)`/g)].map(([, name = '']) => [name, on === 'all' ? [...ELEMENTS] : on.split(', ')]),
    );
    expect(Object.fromEntries(documented)).toEqual(ATTRIBUTES);
  });
});
