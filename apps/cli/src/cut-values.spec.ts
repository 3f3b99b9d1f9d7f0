import { parseEnv } from 'node:util';
import { cutValues } from './cut-values';

describe('values of an env file that do not arrive whole', () => {
  it.each([
    ['ADMIN_TOKEN=a#b', 'a'],
    ['ADMIN_TOKEN=a #b', 'a'],
    ['ADMIN_TOKEN="a"b', 'a'],
    ["ADMIN_TOKEN='a#b'", 'a#b'],
    ['ADMIN_TOKEN="a#b" # the token', 'a#b'],
    ['export ADMIN_TOKEN=a#b#c', 'a'],
    ['ADMIN_TOKEN=a # not #b', 'a'],
    ['# ADMIN_TOKEN=a#b', undefined],
    ['ADMIN_TOKEN=#b', ''],
  ])('%s is read by Node as %j', (line, value) => {
    expect(parseEnv(line).ADMIN_TOKEN).toBe(value);
  });

  it('names them', () => {
    expect(
      cutValues('A=a#b\nB=b # comment\nC=\'c#d\'\nD="d"e\nE=e\nexport F=f#g#h\n# G=g#h\nH="h#i" # comment'),
    ).toEqual(['A', 'D', 'F']);
  });
});
