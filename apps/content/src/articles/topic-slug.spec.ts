import { topicSlug } from './topic-slug';

it.each([
  ['Everyday life', 'everyday-life'],
  ['C', 'c'],
  ['C++', 'c++'],
  ['C#', 'c#'],
  ['R&D / labs', 'r-d-labs'],
  ['Города', 'города'],
  ['隐私', '隐私'],
  ['हिन्दी', 'हिन्दी'],
  ['Ça va?', 'ça-va'],
  ['../etc', 'etc'],
  ['..', '2e2e'],
  ['\0', '00'],
])('%j is %j in an address', (name, slug) => {
  expect(topicSlug(name)).toBe(slug);
  expect(topicSlug(slug)).toBe(slug);
});
