import { topicSlug } from './topic-slug';

it.each([
  ['Everyday life', 'everyday-life'],
  ['  C / C++ ', 'c-c'],
  ['Города', 'города'],
  ['隐私', '隐私'],
  ['Ça va?', 'ça-va'],
  ['../etc', 'etc'],
  ['++', '2b2b'],
])('%s is %s in an address', (name, slug) => expect(topicSlug(name)).toBe(slug));
