import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Session } from '@afterword/contracts';
import { expectStatus } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { findProgram } from '@afterword/testing/find-program';
import { titledCode, writeFiles } from '@afterword/testing/titled-code';

const SECRET = 'a-secret-of-the-site-that-is-long-enough';
const root = join(__dirname, '../..');

/** In place of WordPress's functions. */
const WORDPRESS = `<?php
define( 'AFTERWORD_URL', 'https://comments.example' );
define( 'AFTERWORD_SITE', 'demo' );
define( 'AFTERWORD_SSO_SECRET', getenv( 'AFTERWORD_SSO_SECRET' ) );
class User { public $ID = 7; public $display_name = 'Zoë "Z" Ada'; public $user_email = 'ada@example.com'; function exists() { return true; } }
function wp_get_current_user() { return new User(); }
function get_the_ID() { return 42; }
function get_permalink() { return 'https://blog.example/?p=42'; }
function get_the_title() { return 'Nuts & "Bolts"'; }
function esc_attr( $text ) { return htmlspecialchars( $text, ENT_QUOTES ); }
function esc_url( $text ) { return $text; }
function add_filter( $name, $call ) { global $filters; $filters[ $name ] = $call; }
function is_singular( $type ) { return 'post' === $type; }
function in_the_loop() { return true; }
function is_main_query() { return true; }
function __return_false() { return false; }
function __return_empty_array() { return array(); }
require 'wp-content/plugins/afterword.php';
echo $filters['the_content']( '<p>Text</p>' );
`;

describe('tokens that the code of the documentation signs', () => {
  let service: RunningEngagement;
  let folder: string;

  beforeAll(async () => {
    service = await startEngagement();
    await service.api.site(ADMIN_TOKEN, { id: 'demo', ssoSecret: SECRET });
    folder = mkdtempSync(join(tmpdir(), 'afterword-sign-on-'));
    writeFiles(folder, [
      ...titledCode('sign-on.md'),
      ...titledCode('recipes/wordpress.md'),
      ['call.php', `<?php require 'token.php'; echo afterword_token( json_decode( $argv[1], true ) );`],
      ['wordpress.php', WORDPRESS],
    ]);
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await service.stop();
  });

  const run = (program: string, ...args: string[]) =>
    execFileSync(findProgram(program) ?? program, args, {
      cwd: folder,
      env: { ...process.env, AFTERWORD_SSO_SECRET: SECRET },
      encoding: 'utf8',
    });
  const USER = JSON.stringify({ id: 'user-1', name: 'Zoë Ada', email: 'ada@example.com', emailVerified: true });
  const jose = `file://${join(root, 'node_modules/jose/dist/webapi/index.js')}`;

  it.each([
    [
      'Node.js',
      () => {
        // A project of its own would have the package beside it.
        const code = titledCode('sign-on.md').get('token.mjs') ?? '';
        writeFiles(folder, [['token.mjs', code.replace("'jose'", JSON.stringify(jose))]]);
        const call = `import('./token.mjs').then(async ({ afterwordToken }) => process.stdout.write(await afterwordToken(${USER})))`;
        return run('node', '--input-type=module', '-e', call);
      },
    ],
    ['PHP', () => run('php', 'call.php', USER)],
    [
      'Python',
      () =>
        run(
          'python3',
          '-c',
          'import json,sys,token_of; print(token_of.afterword_token(json.loads(sys.argv[1])), end="")',
          USER,
        ),
    ],
  ])('sign readers in: %s', async (_language, tokenOf) => {
    const body = { sso: tokenOf() };
    const answer = await service.api.call<Session>('POST', '/v1/sites/demo/sessions', { body });
    expect(expectStatus(201, answer).reader).toMatchObject({ name: 'Zoë Ada' });
  });

  it('sign a user of WordPress in, in the elements of a post', async () => {
    const html = run('php', 'wordpress.php');
    expect(html).toMatch(/^<p>Text<\/p><script type="module" src="https:\/\/comments\.example\/embed\.js"><\/script>/);
    expect(html).toContain('page="post-42" url="https://blog.example/?p=42" title="Nuts &amp; &quot;Bolts&quot;"');
    const [, sso] = /<afterword-thread [^>]*sso="([^"]+)"/.exec(html) ?? [];
    const answer = await service.api.call<Session>('POST', '/v1/sites/demo/sessions', { body: { sso } });
    expect(expectStatus(201, answer).reader).toMatchObject({ name: 'Zoë "Z" Ada' });
  });
});
