import { insertionFor } from './formatting';

it.each([
  ['bold', 'word', '**word**', 'word'],
  ['italic', '', '__', ''],
  ['link', 'here', '[here](https://)', 'https://'],
  ['link', '', '[](https://)', ''],
  ['quote', 'one\ntwo', '> one\n> two\n\n', ''],
  ['quote', ' \n    code\n\ntext\n', '>     code\n> \n> text\n\n', ''],
] as const)('%s of %p', (mark, selected, text, stillSelected) => {
  const insertion = insertionFor(selected, mark);
  expect(insertion.text).toBe(text);
  expect(text.slice(insertion.from, insertion.to)).toBe(stillSelected);
});
