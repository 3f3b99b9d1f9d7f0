import { headingsOf } from './article-headings';
import { renderArticle } from './article-html';

describe('headingsOf', () => {
  it('has the ids and plain texts of headings, in order and by level', () => {
    const body = '### One & *two*[^1]\n\n#### Заметки\n\ntext\n\n### 👍\n\n## \n\n[^1]: n';
    expect(headingsOf(renderArticle(body, { direction: 'rtl' }))).toEqual([
      { id: 'one--two', text: 'One & two', level: 0 },
      { id: 'заметки', text: 'Заметки', level: 1 },
      { id: 'section', text: '👍', level: 0 },
    ]);
    expect(headingsOf('<p>none</p>')).toEqual([]);
  });
});
