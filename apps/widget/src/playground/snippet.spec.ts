import { attributesOf, type Choices, snippetOf } from './snippet';

const choices: Choices = {
  service: 'https://talk.example',
  site: 'demo',
  page: 'a "page" & <more>',
  elements: ['bar', 'count'],
  metric: 'like',
  language: 'de',
  colorScheme: 'dark',
  properties: { '--afterword-accent': '#0a58ca' },
  signedIn: true,
};

describe('the snippet of the playground', () => {
  it('says what was chosen, and escapes it', () => {
    expect(snippetOf(choices)).toBe(`<script type="module" src="https://talk.example/embed.js"></script>
<afterword-bar site="demo" page="a &quot;page&quot; &amp; &lt;more>" lang="de" sso="THE READER’S TOKEN"></afterword-bar>
<afterword-count site="demo" page="a &quot;page&quot; &amp; &lt;more>" metric="like" lang="de"></afterword-count>
<style>
  afterword-bar, afterword-count {
    color-scheme: dark;
    --afterword-accent: #0a58ca;
  }
</style>`);
  });

  it('says nothing of what was left as it is', () => {
    const plain = { ...choices, page: '', language: '', colorScheme: '', properties: {}, signedIn: false };
    expect(snippetOf({ ...plain, elements: ['thread'] })).toBe(
      '<script type="module" src="https://talk.example/embed.js"></script>\n<afterword-thread site="demo"></afterword-thread>',
    );
    expect(attributesOf('thread', choices)).not.toHaveProperty('metric');
  });
});
