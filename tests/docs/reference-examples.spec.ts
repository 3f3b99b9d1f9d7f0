import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { transform } from 'esbuild';
import { expectStatus } from '@afterword/testing/api';
import { engagement } from '@afterword/testing/described-services';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';

const run = promisify(execFile);

const LANGUAGES = ['curl', 'TypeScript', 'Python'] as const;
type Language = (typeof LANGUAGES)[number];
type Examples = Record<Language, string>;

/** In place of the package of that name, which a machine with Python need not have: what the examples use of it. */
const REQUESTS = `
import json as _json
import urllib.request

class _Answer:
    def __init__(self, status): self.status = status
    def raise_for_status(self): pass

def request(method, url, headers=None, json=None):
    data = None if json is None else _json.dumps(json).encode()
    named = {**({} if json is None else {"Content-Type": "application/json"}), **(headers or {})}
    with urllib.request.urlopen(urllib.request.Request(url, data, named, method=method)) as answer:
        return _Answer(answer.status)
`;

/** A key that stands in the examples, once for each use of one: the same key with another body would be refused. */
const KEY = /0197f0c2-6f4e-7d2a-9c1b-3a5d7e9f1b2c/;

const unescape = (html: string) => html.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));

describe('the examples of /docs', () => {
  let service: RunningEngagement;
  let folder: string;
  let examples: Map<string, Examples>;
  let env: NodeJS.ProcessEnv;

  beforeAll(async () => {
    service = await startEngagement();
    await service.api.site(ADMIN_TOKEN, { id: 'demo' });
    folder = mkdtempSync(join(tmpdir(), 'afterword-examples-'));
    writeFileSync(join(folder, 'requests.py'), REQUESTS);
    const html = expectStatus(200, await service.api.call<string>('GET', '/docs'));
    examples = new Map(
      [...html.matchAll(/<article[^>]* id="(\w+)"([^]*?)<\/article>/g)].map(([, id = '', article = '']) => [
        id,
        Object.fromEntries(
          LANGUAGES.map((language) => {
            const [, code = ''] =
              new RegExp(`<summary>${language}</summary><pre tabindex="0"><code>([^]*?)</code>`).exec(article) ?? [];
            // The service's own address is only known when it runs.
            return [language, unescape(code).replaceAll(service.config.engagementUrl, service.url)];
          }),
        ) as Examples,
      ]),
    );
    env = { ...process.env, ADMIN_TOKEN, READER_TOKEN: await service.api.guest('demo') };
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await service.stop();
  });

  it('are there for every operation, and are what they say', async () => {
    expect([...examples.keys()].sort()).toEqual(engagement.operations.map(({ id }) => id).sort());
    const all = [...examples.values()];
    expect(all.flatMap((one) => LANGUAGES.filter((language) => one[language].length < 20))).toEqual([]);
    for (const { TypeScript } of all) await transform(TypeScript, { loader: 'ts', format: 'esm' });
    execFileSync('sh', ['-n'], { input: all.map(({ curl }) => curl).join('\n') });
    execFileSync('python3', ['-c', 'import ast, json, sys\nfor code in json.load(sys.stdin): ast.parse(code)'], {
      input: JSON.stringify(all.map(({ Python }) => Python)),
    });
  });

  const START: Record<Language, (code: string) => Promise<unknown>> = {
    curl: (code) =>
      run('sh', ['-c', code.replace('curl ', 'curl --silent --show-error --fail-with-body ')], { env, cwd: folder }),
    TypeScript: (code) => run(process.execPath, ['--input-type=module', '-e', code], { env, cwd: folder }),
    Python: (code) => run('python3', ['-c', code], { env, cwd: folder }),
  };

  describe.each(LANGUAGES)('in %s', (language) => {
    it.each(['openapi', 'createSession', 'postComment', 'listComments', 'putReaction', 'readPage', 'listSites'])(
      '%s: does what it says',
      async (id) => {
        const code = (examples.get(id)?.[language] ?? '').replace(KEY, () => `${id}-${language}`);
        // An example that is refused ends its program with an error.
        await START[language](code);
      },
    );
  });

  it('have done it: a comment and a reaction are there', async () => {
    const page = expectStatus(
      200,
      await service.api.call<{ counters: { comments: number; reactions: { like: number } } }>(
        'GET',
        '/v1/sites/demo/pages/my-article',
      ),
    );
    expect(page.counters).toMatchObject({ comments: LANGUAGES.length, reactions: { like: 1 } });
  });
});
