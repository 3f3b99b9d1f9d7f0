/**
 * Makes an export of Disqus of a given size, imports it with the built program into an empty database, and prints how much memory the import
 * needed and how fast it was. It needs `node tools/build.mjs` before.
 *
 *     node tools/measure-imports.mjs [megabytes, 1024 if left out]
 */
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { finished } from 'node:stream/promises';
import { clearInterval, setInterval } from 'node:timers';
import { root } from './root.mjs';

const megabytes = Number(process.argv[2] ?? 1_024);
const folder = await mkdtemp(join(tmpdir(), 'afterword-measure-'));
const file = join(folder, 'disqus.xml');

const WORDS =
  'The quick brown fox jumps over the lazy dog and looks back <b>twice</b>, since nobody follows it &amp; the dog sleeps. '.repeat(
    2,
  );
const COMMENTS_OF_THREAD = 400;

/** Three of four are replies, in a third of the threads before what they answer. */
async function write() {
  const out = createWriteStream(file);
  const send = (text) => (out.write(text) ? undefined : new Promise((resolve) => out.once('drain', resolve)));
  await send('<?xml version="1.0"?><disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals">');
  let count = 0;
  for (let bytes = 0, thread = 0; bytes < megabytes * 1024 * 1024; thread += 1) {
    let text = `<thread dsq:id="t${thread}"><id/><link>https://paper.example/story-${thread}</link><title>Story ${thread}</title></thread>`;
    const posts = [];
    for (let number = 0; number < COMMENTS_OF_THREAD; number += 1) {
      const parent = number % 4 === 0 ? '' : `<parent dsq:id="c${count - (number % 4)}"/>`;
      const time = new Date(1.3e12 + count * 997).toISOString().slice(0, 19);
      posts.push(
        `<post dsq:id="c${count}"><id/><message><![CDATA[<p>${count} ${WORDS}</p><p><a href="https://x.example/${count}">https://x.example/...</a></p>]]></message>` +
          `<createdAt>${time}Z</createdAt><isDeleted>false</isDeleted><isSpam>${count % 50 === 0}</isSpam><author><email>r${count % 9973}@x.example</email>` +
          `<name>Reader ${count % 9973}</name><username>reader${count % 9973}</username></author><thread dsq:id="t${thread}"/>${parent}</post>\n`,
      );
      count += 1;
    }
    if (thread % 3 === 0) posts.reverse();
    text += posts.join('');
    bytes += text.length;
    await send(text);
  }
  await send('</disqus>');
  out.end();
  await finished(out);
  return count;
}

const environment = { ...process.env, DATA_DIR: join(folder, 'data'), LOG_LEVEL: 'warn' };
for (const name of ['DATABASE_URL', 'REDIS_URL']) delete environment[name];

/** Runs a command; samples the memory of the service's own program. */
function afterword(...args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'dist/apps/cli/src/main.js'), ...args], {
      env: environment,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    let peak = 0;
    child.stdout.on('data', (chunk) => (output += chunk));
    const timer = setInterval(async () => (peak = Math.max(peak, await memoryBelow(child.pid))), 200);
    child.on('exit', (code) => {
      clearInterval(timer);
      if (code === 0) resolve({ output, peak });
      else reject(new Error(`${args.join(' ')} ended with ${code}: ${output}`));
    });
  });
}

/** Megabytes that the engagement program below a process has had at most. */
async function memoryBelow(pid) {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  let most = 0;
  for (const child of children.trim().split(/\s+/).filter(Boolean)) {
    const command = await readFile(`/proc/${child}/cmdline`, 'utf8').catch(() => '');
    const status = command.includes('engagement')
      ? await readFile(`/proc/${child}/status`, 'utf8').catch(() => '')
      : '';
    most = Math.max(most, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024);
  }
  return most;
}

try {
  const comments = await write();
  await afterword('migrate');
  await afterword('sites', 'create', 'big', '--origin', 'https://paper.example');
  const began = performance.now();
  const { output, peak } = await afterword('import', file, '--site', 'big');
  const seconds = (performance.now() - began) / 1_000;
  process.stdout.write(output);
  process.stdout.write(
    `${megabytes} MB, ${comments} comments: ${seconds.toFixed(1)} s, ${Math.round(comments / seconds)} comments a second, at most ${Math.round(peak)} MB of memory\n`,
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}
