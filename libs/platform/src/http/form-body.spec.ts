import { LIMITS } from '@afterword/contracts';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { DomainError } from './domain-error';
import { acceptForms, acceptUnreadForms, readForm } from './form-body';
import { knownError, sendProblem } from './problem.filter';

describe.each<[string, (app: FastifyInstance) => void]>([
  ['acceptForms', (app) => acceptForms(app, '/form')],
  ['acceptUnreadForms', (app) => acceptUnreadForms(app, '/form')],
])('%s', (name, accept) => {
  let app: FastifyInstance;

  beforeAll(async () => {
    app = fastify();
    app.setErrorHandler((error, _request, reply) =>
      sendProblem(reply, error instanceof DomainError ? error : knownError(error)!),
    );
    accept(app);
    const answer = async (request: FastifyRequest, reply: FastifyReply) =>
      reply.send(name === 'acceptForms' ? request.body : Object.fromEntries(await readForm(request)));
    app.post('/form', answer);
    app.post('/json', answer);
    await app.ready();
  });
  afterAll(() => app.close());

  const post = async (payload: string | Buffer, { url = '/form', type = 'application/x-www-form-urlencoded' } = {}) => {
    const answer = await app.inject({ method: 'POST', url, payload, headers: { 'content-type': type } });
    return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() };
  };

  it.each<[string, string | Buffer, Record<string, string>]>([
    ['fields', 'name=Ada&body=x', { name: 'Ada', body: 'x' }],
    [
      'spaces, percent-encoding and equals signs',
      'a+b=1%2B1+%3D=2&caf%C3%A9=%E2%82%AC',
      { 'a b': '1+1 ==2', café: '€' },
    ],
    ['line breaks as browsers send them', 'body=one%0D%0Atwo', { body: 'one\ntwo' }],
    ['UTF-8 that is not percent-encoded', Buffer.from('name=Zoë'), { name: 'Zoë' }],
    ['a name twice', 'a=1&a=2&', { a: '2' }],
    ['a name like a property of objects', '__proto__=1', JSON.parse('{"__proto__":"1"}') as Record<string, string>],
    [
      'as many bytes as a body may have',
      `a=${'x'.repeat(LIMITS.bodyBytes - 2)}`,
      { a: 'x'.repeat(LIMITS.bodyBytes - 2) },
    ],
  ])('reads %s', async (_what, payload, fields) => {
    expect(await post(payload)).toEqual({ status: 200, body: fields });
  });

  it.each<[string, string | Buffer, object, number, string]>([
    ['too large', `a=${'x'.repeat(LIMITS.bodyBytes)}`, {}, 413, 'too-large'],
    ['that is cut within a character', 'a=%C3', {}, 400, 'malformed-request'],
    ['with a broken escape', 'a=%zz', {}, 400, 'malformed-request'],
    ['that is no UTF-8', Buffer.from([0x61, 0x3d, 0xff]), {}, 400, 'malformed-request'],
    ['on another route', 'a=1', { url: '/json' }, 415, 'unsupported-media-type'],
    ['of another media type', 'a=1', { type: 'multipart/form-data' }, 415, 'unsupported-media-type'],
  ])('rejects a form %s', async (_what, payload, options, status, code) => {
    expect(await post(payload, options)).toMatchObject({ status, body: { type: `urn:afterword:problem:${code}` } });
  });

  it(name === 'acceptForms' ? 'leaves out fields that were not filled in' : 'keeps empty fields', async () => {
    const { body } = await post('a=1&b=&c=+');
    expect(body).toEqual(name === 'acceptForms' ? { a: '1' } : { a: '1', b: '', c: ' ' });
  });
});
