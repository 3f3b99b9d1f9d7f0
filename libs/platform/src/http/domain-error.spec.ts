import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ProblemSchema } from '@afterword/contracts';
import { DomainError, PROBLEMS, type ProblemCode } from './domain-error';

const documented = readFileSync(join(__dirname, '../../../../docs/errors.md'), 'utf8')
  .split('\n')
  .map((line) => /^\| `([a-z-]+)`\s*\| (\d+)\s*\| (.+?)\s*\| (.+?)\s*\| (.+?)\s*\|$/.exec(line))
  .filter((match) => match !== null)
  .map(([, code, status, title, detail]) => [code, { status: Number(status), title, detail }]);

describe('DomainError', () => {
  it('has every code in docs/errors.md with its title and detail, and docs/errors.md has every code', () => {
    expect(documented).toEqual(Object.entries(PROBLEMS));
  });

  it.each(Object.entries(PROBLEMS))('%s says what to do, in a sentence of its own', (_code, { title, detail }) => {
    expect(detail).toMatch(/^[A-Z].+\.$/);
    expect(detail).not.toBe(title);
  });

  it('carries the detail of its code, unless the thrower gives one', () => {
    expect(new DomainError('own-comment').toProblem().detail).toBe(PROBLEMS['own-comment'].detail);
    expect(new DomainError('own-comment', { detail: 'Wait.' }).toProblem().detail).toBe('Wait.');
    expect(new DomainError('own-comment', { detail: undefined }).toProblem().detail).toBe(
      PROBLEMS['own-comment'].detail,
    );
  });

  it.each(Object.keys(PROBLEMS) as ProblemCode[])('%s is a valid problem that hides its cause', (code) => {
    const cause = new Error('password of the database');
    const problem = new DomainError(code, { cause }).toProblem();
    expect(ProblemSchema.parse(problem)).toEqual(problem);
    expect(problem.type).toBe(`urn:afterword:problem:${code}`);
    expect(JSON.stringify(problem)).not.toContain('password');
  });
});
