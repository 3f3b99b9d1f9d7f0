import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ProblemSchema } from '@afterword/contracts';
import { DomainError, PROBLEMS, type ProblemCode } from './domain-error';

const documented = readFileSync(join(__dirname, '../../../../docs/errors.md'), 'utf8')
  .split('\n')
  .map((line) => /^\| `([a-z-]+)`\s*\| (\d+)\s*\| (.+?)\s*\| (.+?)\s*\|$/.exec(line))
  .filter((match) => match !== null)
  .map(([, code, status, title]) => [code, { status: Number(status), title }]);

describe('DomainError', () => {
  it('has every code in docs/errors.md, and docs/errors.md has every code', () => {
    expect(Object.fromEntries(documented)).toEqual(PROBLEMS);
  });

  it.each(Object.keys(PROBLEMS) as ProblemCode[])('%s is a valid problem that tells no cause', (code) => {
    const cause = new Error('password of the database');
    const problem = new DomainError(code, { cause }).toProblem();
    expect(ProblemSchema.parse(problem)).toEqual(problem);
    expect(problem.type).toBe(`urn:afterword:problem:${code}`);
    expect(JSON.stringify(problem)).not.toContain('password');
  });
});
