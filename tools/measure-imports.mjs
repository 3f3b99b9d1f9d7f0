/**
 * Makes an export of Disqus of a given size, imports it with the built program into an empty database, and prints how much memory and CPU
 * time the import needed and how fast it was. CPU time says more than time where other programs run, too. It needs `node tools/build.mjs` before.
 *
 *     node tools/measure-imports.mjs [megabytes, 1024 if left out]
 */
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
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

/** Runs a command; samples the memory of the service's own program, and the CPU time of it and of PostgreSQL. */
function afterword(...args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'dist/apps/cli/src/main.js'), ...args], {
      env: environment,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    const used = { megabytes: 0, program: 0, postgres: 0 };
    child.stdout.on('data', (chunk) => (output += chunk));
    const timer = setInterval(() => sample(child.pid, used), 200);
    child.on('exit', (code) => {
      clearInterval(timer);
      if (code === 0) resolve({ output, used });
      else reject(new Error(`${args.join(' ')} ended with ${code}: ${output}`));
    });
  });
}

const textOf = (file) => readFile(file, 'utf8').catch(() => '');

const childrenOf = async (pid) =>
  (await textOf(`/proc/${pid}/task/${pid}/children`)).trim().split(/\s+/).filter(Boolean);

/** Clock ticks of a process, which are hundredths of a second on Linux, and of its children that have ended (proc(5)). */
async function ticksOf(pid) {
  const fields = (await textOf(`/proc/${pid}/stat`)).replace(/^.*\)/s, '').split(' ');
  const [user = 0, system = 0, children = 0, ofChildren = 0] = fields.slice(12, 16).map(Number);
  return { own: user + system, ended: children + ofChildren };
}

/** What the programs below a command have used at most. */
async function sample(pid, used) {
  for (const child of await childrenOf(pid)) {
    const command = await textOf(`/proc/${child}/cmdline`);
    const { own, ended } = await ticksOf(child);
    if (command.includes('engagement')) {
      const status = await textOf(`/proc/${child}/status`);
      used.megabytes = Math.max(used.megabytes, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024);
      used.program = Math.max(used.program, own / 100);
    } else if (command.includes('postgres')) {
      let ticks = own + ended;
      for (const backend of await childrenOf(child)) ticks += (await ticksOf(backend)).own;
      used.postgres = Math.max(used.postgres, ticks / 100);
    }
  }
}

try {
  const comments = await write();
  await afterword('migrate');
  await afterword('sites', 'create', 'big', '--origin', 'https://paper.example');
  const began = performance.now();
  const { output, used } = await afterword('import', file, '--site', 'big');
  const seconds = (performance.now() - began) / 1_000;
  process.stdout.write(output);
  const each = (cpuSeconds) => Math.round((cpuSeconds * 1e6) / comments);
  const { program, postgres } = used;
  process.stdout.write(
    `${megabytes} MB, ${comments} comments: ${seconds.toFixed(1)} s, ${Math.round(comments / seconds)} comments a second, at most ${Math.round(used.megabytes)} MB of memory; ` +
      `CPU time of a comment ${each(program + postgres)} µs, of it ${each(program)} in the program and ${each(postgres)} in PostgreSQL; load ${loadavg()[0].toFixed(1)}\n`,
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}
