import { databaseNameOf, databaseUrlOf } from './database-url';

it.each([
  ['postgres://u:p@db:5432', 'afterword_content'],
  ['postgres://u:p@db:5432/', 'afterword_content'],
  ['postgres://u:p@db:5432/postgres', 'afterword_content'],
  ['postgres://u:p@db:5432/news?sslmode=require', 'news_content'],
  ['postgres://u:p@db:5432/two%20words', 'two words_content'],
])('%s keeps content in %s', (server, name) => {
  const url = databaseUrlOf(server, 'content');
  expect(databaseNameOf(url)).toBe(name);
  expect(new URL(url).search).toBe(new URL(server).search);
});
