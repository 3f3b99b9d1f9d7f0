/**
 * How many likes, points, shares and pages one address can make: node tools/measure-abuse.mjs --url http://127.0.0.1:3001 --token <operator token>
 * [--minutes 10] [--addresses 1] [--concurrency 8].
 *
 * Makes a site, a page and a comment on a running engagement service, and then, as one person with a script would: guest after guest
 * (proofs of work are solved) who likes the page and the comment, shares the page and rewards the comment with all they have; and one
 * guest who likes page after page. What docs/abuse.md says is measured with it. With `--addresses` above 1 the service needs
 * TRUSTED_PROXIES=loopback.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:3001' },
    token: { type: 'string' },
    minutes: { type: 'string', default: '10' },
    addresses: { type: 'string', default: '1' },
    concurrency: { type: 'string', default: '8' },
  },
});
if (!values.token) throw new Error('--token is missing: the operator’s token');
const site = `abuse-${randomBytes(4).toString('hex')}`;
const until = Date.now() + Number(values.minutes) * 60_000;
const done = { guests: 0, proofs: 0, refused: 0, pages: 0 };
const addresses = Number(values.addresses);
let turn = 0;

async function call(method, path, { token, body, headers = {} } = {}) {
  const response = await fetch(values.url + path, {
    method,
    headers: {
      ...(addresses > 1 && { 'x-forwarded-for': `198.18.0.${1 + (turn++ % addresses)}` }),
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    retryAfter: Number(response.headers.get('retry-after') ?? 0),
    body: text && JSON.parse(text),
  };
}

function solve({ challenge, salt, maxnumber, ...rest }) {
  for (let number = 0; number <= maxnumber; number += 1) {
    if (
      createHash('sha256')
        .update(salt + number)
        .digest('hex') !== challenge
    )
      continue;
    return Buffer.from(JSON.stringify({ ...rest, challenge, salt, number })).toString('base64');
  }
  throw new Error('A challenge without a solution');
}

/** A new guest's token, or null where there is none now. */
async function guest() {
  const open = (body) => call('POST', `/v1/sites/${site}/sessions`, { body });
  let answer = await open({});
  if (answer.status === 403 && answer.body.challenge) {
    done.proofs += 1;
    answer = await open({ proof: solve(answer.body.challenge) });
  }
  if (answer.status === 201) return answer.body.token;
  done.refused += 1;
  await pause(answer.retryAfter);
  return null;
}

/** No longer than a second: a script asks again. */
const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, Math.min(1_000, seconds * 1_000)));

const page = `/v1/sites/${site}/pages/story`;
const asOperator = { token: values.token };
const origin = 'https://paper.example';
const made = await call('POST', '/v1/admin/sites', {
  ...asOperator,
  body: { id: site, name: 'Abuse', origins: [origin] },
});
if (made.status !== 201) throw new Error(`The site was not made: ${JSON.stringify(made)}`);
const author = await guest();
const { body: comment } = await call('POST', `${page}/comments`, { token: author, body: { body: 'Like me' } });

async function crowd() {
  while (Date.now() < until) {
    const token = await guest();
    if (!token) continue;
    done.guests += 1;
    const { body: me } = await call('GET', '/v1/me', { token });
    const amount = Math.min(1_000, me.wallet?.balance ?? 0);
    await call('PUT', `${page}/reactions/like`, { token });
    await call('PUT', `/v1/comments/${comment.id}/reactions/like`, { token });
    for (let again = 0; again < 3; again += 1) {
      await call('POST', `${page}/shares`, { token, body: { channel: 'copy' } });
    }
    const headers = { 'idempotency-key': randomUUID() };
    if (amount > 0) await call('POST', `/v1/comments/${comment.id}/rewards`, { token, body: { amount }, headers });
  }
}

async function pages() {
  const token = await guest();
  while (token && Date.now() < until) {
    const answer = await call('PUT', `/v1/sites/${site}/pages/${randomUUID()}/reactions/like`, { token });
    if (answer.status === 200) done.pages += 1;
    else await pause(answer.retryAfter || 1);
  }
}

await Promise.all([pages(), ...Array.from({ length: Number(values.concurrency) }, crowd)]);
const { body: shown } = await call('GET', page);
const { body: rewarded } = await call('GET', `/v1/comments/${comment.id}`);
console.log(
  JSON.stringify({
    minutes: Number(values.minutes),
    addresses,
    ...done,
    likes: shown.counters.reactions.like,
    shares: shown.counters.shares,
    points: rewarded.rewards.amount,
  }),
);
await call('DELETE', `/v1/admin/sites/${site}`, asOperator);
