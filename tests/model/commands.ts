import { randomUUID } from 'node:crypto';
import type { Comment, CommentReward, Reward } from '@afterword/contracts';
import fc from 'fast-check';
import { type Api, expectStatus, pagePath } from '@afterword/testing/api';
import { ADMIN_TOKEN } from '@afterword/testing/admin-token';
import type { Model, ModelComment, ModelReward } from './model';

/** The service, with the readers and pages that the model's numbers stand for. */
export interface Real {
  api: Api;
  siteId: string;
  tokens: readonly string[];
  readerIds: readonly string[];
  /** Pages have names of their own in each run. */
  pageKey: (page: string) => string;
}

type Command = fc.AsyncCommand<Model, Real>;

const at = <T>(items: readonly T[], index: number): T => items[index % items.length] as T;

/** How often one request is sent at the same time: copies must change nothing. */
async function copies<T>(count: number, send: () => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, send));
}

class React implements Command {
  constructor(
    private readonly reader: number,
    private readonly page: string,
    private readonly wanted: boolean,
    private readonly times: number,
  ) {}

  check(): boolean {
    return true;
  }

  async run(model: Model, { api, siteId, tokens, pageKey }: Real): Promise<void> {
    const path = `${pagePath(siteId, pageKey(this.page))}/reactions/like`;
    const token = at(tokens, this.reader);
    const answers = await copies(this.times, () => api.call(this.wanted ? 'PUT' : 'DELETE', path, { token }));
    for (const answer of answers) expectStatus(200, answer);
    const likes = model.likes.get(this.page);
    if (this.wanted) likes?.add(this.reader);
    else likes?.delete(this.reader);
  }

  toString(): string {
    return `${this.wanted ? 'like' : 'unlike'}(${this.reader}, ${this.page}) ×${this.times}`;
  }
}

/** A command about some comment that is there. */
abstract class OnComment implements Command {
  constructor(private readonly which: number) {}

  check(model: Readonly<Model>): boolean {
    return model.comments.length > 0;
  }

  run(model: Model, real: Real): Promise<void> {
    return this.runOn(at(model.comments, this.which), model, real);
  }

  protected abstract runOn(comment: ModelComment, model: Model, real: Real): Promise<void>;
}

class ReactToComment extends OnComment {
  constructor(
    which: number,
    private readonly reader: number,
    private readonly wanted: boolean,
  ) {
    super(which);
  }

  protected async runOn(comment: ModelComment, _model: Model, { api, tokens }: Real): Promise<void> {
    const path = `/v1/comments/${comment.id}/reactions/like`;
    const answer = await api.call(this.wanted ? 'PUT' : 'DELETE', path, { token: at(tokens, this.reader) });
    expectStatus(comment.deleted ? 404 : 200, answer);
    if (comment.deleted) return;
    if (this.wanted) comment.likes.add(this.reader);
    else comment.likes.delete(this.reader);
  }

  override toString(): string {
    return `${this.wanted ? 'like' : 'unlike'}Comment(${this.reader})`;
  }
}

class Post implements Command {
  constructor(
    private readonly reader: number,
    private readonly page: string,
    private readonly body: string,
    private readonly times: number,
  ) {}

  check(): boolean {
    return true;
  }

  async run(model: Model, { api, siteId, tokens, pageKey }: Real): Promise<void> {
    const path = `${pagePath(siteId, pageKey(this.page))}/comments`;
    const options = {
      token: at(tokens, this.reader),
      body: { body: this.body },
      headers: { 'idempotency-key': randomUUID() },
    };
    const answers = await copies(this.times, () => api.call<Comment>('POST', path, options));
    const ids = new Set(answers.map((answer) => expectStatus(201, answer).id));
    expect(ids.size).toBe(1);
    const [id = ''] = ids;
    const fresh = { id, page: this.page, parentId: null, author: this.reader, body: this.body };
    model.comments.push({ ...fresh, deleted: false, likes: new Set(), rewards: [] });
  }

  toString(): string {
    return `post(${this.reader}, ${this.page}) ×${this.times}`;
  }
}

class Reply extends OnComment {
  constructor(
    which: number,
    private readonly reader: number,
    private readonly body: string,
  ) {
    super(which);
  }

  protected async runOn(parent: ModelComment, model: Model, { api, siteId, tokens, pageKey }: Real): Promise<void> {
    const answer = await api.call<Comment>('POST', `${pagePath(siteId, pageKey(parent.page))}/comments`, {
      token: at(tokens, this.reader),
      body: { body: this.body, parentId: parent.id },
    });
    const { id } = expectStatus(parent.deleted ? 422 : 201, answer);
    if (parent.deleted) return;
    const fresh = { id, page: parent.page, parentId: parent.id, author: this.reader, body: this.body };
    model.comments.push({ ...fresh, deleted: false, likes: new Set(), rewards: [] });
  }

  override toString(): string {
    return `reply(${this.reader})`;
  }
}

class Edit extends OnComment {
  constructor(
    which: number,
    private readonly reader: number,
    private readonly body: string,
  ) {
    super(which);
  }

  protected async runOn(comment: ModelComment, _model: Model, { api, tokens }: Real): Promise<void> {
    const own = comment.author === this.reader % tokens.length;
    const answer = await api.call('PATCH', `/v1/comments/${comment.id}`, {
      token: at(tokens, this.reader),
      body: { body: this.body },
    });
    expectStatus(comment.deleted ? 404 : own ? 200 : 403, answer);
    if (!comment.deleted && own) comment.body = this.body;
  }

  override toString(): string {
    return `edit(${this.reader})`;
  }
}

class Delete extends OnComment {
  constructor(
    which: number,
    private readonly reader: number,
    private readonly times: number,
  ) {
    super(which);
  }

  protected async runOn(comment: ModelComment, _model: Model, { api, tokens }: Real): Promise<void> {
    const own = comment.author === this.reader % tokens.length;
    const token = at(tokens, this.reader);
    const answers = await copies(this.times, () => api.call('DELETE', `/v1/comments/${comment.id}`, { token }));
    const statuses = answers.map(({ status }) => status).sort();
    const gone = Array<number>(this.times - 1).fill(404);
    if (comment.deleted) expect(statuses).toEqual([...gone, 404]);
    else expect(statuses).toEqual(own ? [204, ...gone] : Array<number>(this.times).fill(403));
    if (own) comment.deleted = true;
  }

  override toString(): string {
    return `delete(${this.reader}) ×${this.times}`;
  }
}

class Share implements Command {
  constructor(
    private readonly reader: number,
    private readonly page: string,
  ) {}

  check(): boolean {
    return true;
  }

  async run(model: Model, { api, siteId, tokens, pageKey }: Real): Promise<void> {
    const token = at(tokens, this.reader);
    const path = `${pagePath(siteId, pageKey(this.page))}/shares`;
    expectStatus(201, await api.call('POST', path, { token, body: { channel: 'copy' } }));
    model.shares.get(this.page)?.add(this.reader);
  }

  toString(): string {
    return `share(${this.reader}, ${this.page})`;
  }
}

class RewardPage implements Command {
  constructor(
    private readonly reader: number,
    private readonly page: string,
    private readonly amount: number,
    private readonly times: number,
  ) {}

  check(): boolean {
    return true;
  }

  async run(model: Model, { api, siteId, tokens, pageKey }: Real): Promise<void> {
    const path = `${pagePath(siteId, pageKey(this.page))}/rewards`;
    const options = {
      token: at(tokens, this.reader),
      body: { amount: this.amount },
      headers: { 'idempotency-key': randomUUID() },
    };
    const own = model.authors.get(this.page) === this.reader;
    const covered = (model.balances[this.reader] ?? 0) >= this.amount;
    const answers = await copies(this.times, () => api.call<Reward>('POST', path, options));
    for (const answer of answers) expectStatus(own ? 403 : covered ? 201 : 422, answer);
    if (own || !covered) return;
    const ids = new Set(answers.map(({ body }) => body.id));
    expect(ids.size).toBe(1);
    model.balances[this.reader] = (model.balances[this.reader] ?? 0) - this.amount;
    expect(answers[0]?.body.balance).toBe(model.balances[this.reader]);
    const [id = ''] = ids;
    model.rewards.get(this.page)?.push({ id, giver: this.reader, amount: this.amount, taker: null });
  }

  toString(): string {
    return `rewardPage(${this.reader}, ${this.page}, ${this.amount}) ×${this.times}`;
  }
}

class RewardComment extends OnComment {
  constructor(
    which: number,
    private readonly reader: number,
    private readonly amount: number,
  ) {
    super(which);
  }

  protected async runOn(comment: ModelComment, model: Model, { api, tokens }: Real): Promise<void> {
    const answer = await api.call<CommentReward>('POST', `/v1/comments/${comment.id}/rewards`, {
      token: at(tokens, this.reader),
      body: { amount: this.amount },
      headers: { 'idempotency-key': randomUUID() },
    });
    const covered = (model.balances[this.reader] ?? 0) >= this.amount;
    const expected = comment.deleted ? 404 : comment.author === this.reader ? 403 : covered ? 201 : 422;
    const { id } = expectStatus(expected, answer);
    if (expected !== 201) return;
    model.balances[this.reader] = (model.balances[this.reader] ?? 0) - this.amount;
    model.balances[comment.author] = (model.balances[comment.author] ?? 0) + this.amount;
    comment.rewards.push({ id, giver: this.reader, amount: this.amount, taker: comment.author });
  }

  override toString(): string {
    return `rewardComment(${this.reader}, ${this.amount})`;
  }
}

/** The operator says who wrote a page, or that nobody did. */
class NameAuthor implements Command {
  constructor(
    private readonly reader: number | null,
    private readonly page: string,
  ) {}

  check(): boolean {
    return true;
  }

  async run(model: Model, { api, siteId, readerIds, pageKey }: Real): Promise<void> {
    const authors = this.reader === null ? [] : [{ id: at(readerIds, this.reader) }];
    const path = `/v1/admin${pagePath(siteId, pageKey(this.page)).slice('/v1'.length)}`;
    expectStatus(200, await api.call('PATCH', path, { token: ADMIN_TOKEN, body: { authors } }));
    model.authors.set(this.page, this.reader);
  }

  toString(): string {
    return `nameAuthor(${this.reader}, ${this.page})`;
  }
}

/** Takes some reward back, on a page or a comment. */
class Undo implements Command {
  constructor(
    private readonly which: number,
    private readonly times: number,
  ) {}

  check(model: Readonly<Model>): boolean {
    return rewardsOf(model).length > 0;
  }

  async run(model: Model, { api, tokens }: Real): Promise<void> {
    const { list, reward } = at(rewardsOf(model), this.which);
    const { id, giver, amount, taker } = reward;
    const spent = taker !== null && (model.balances[taker] ?? 0) < amount;
    const token = at(tokens, giver);
    const answers = await copies(this.times, () => api.call<Reward>('DELETE', `/v1/rewards/${id}`, { token }));
    for (const answer of answers) expectStatus(spent ? 409 : 200, answer);
    if (spent) return;
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    list.splice(list.indexOf(reward), 1);
    model.balances[giver] = (model.balances[giver] ?? 0) + amount;
    if (taker !== null) model.balances[taker] = (model.balances[taker] ?? 0) - amount;
  }

  toString(): string {
    return `undo ×${this.times}`;
  }
}

function rewardsOf(model: Readonly<Model>): { list: ModelReward[]; reward: ModelReward }[] {
  const lists = [...model.rewards.values(), ...model.comments.map(({ rewards }) => rewards)];
  return lists.flatMap((list) => list.map((reward) => ({ list, reward })));
}

/** Everything that readers do, in any order. */
export function commands(pages: readonly string[], readers: number): fc.Arbitrary<Command>[] {
  const reader = fc.nat(readers - 1);
  const page = fc.constantFrom(...pages);
  const which = fc.nat(1_000);
  const times = fc.constantFrom(1, 1, 1, 3);
  const body = fc
    .string({ minLength: 1, maxLength: 40, unit: 'grapheme' })
    .map((text) => `Comment ${text}`.replaceAll('\0', '').trim());
  const amount = fc.integer({ min: 1, max: 60 });
  return [
    fc.tuple(reader, page, fc.boolean(), times).map((args) => new React(...args)),
    fc.tuple(which, reader, fc.boolean()).map((args) => new ReactToComment(...args)),
    fc.tuple(reader, page, body, times).map((args) => new Post(...args)),
    fc.tuple(which, reader, body).map((args) => new Reply(...args)),
    fc.tuple(which, reader, body).map((args) => new Reply(...args)),
    fc.tuple(which, reader, body).map((args) => new Edit(...args)),
    fc.tuple(which, reader, times).map((args) => new Delete(...args)),
    fc.tuple(reader, page).map((args) => new Share(...args)),
    fc.tuple(reader, page, amount, times).map((args) => new RewardPage(...args)),
    fc.tuple(which, reader, amount).map((args) => new RewardComment(...args)),
    fc.tuple(which, times).map((args) => new Undo(...args)),
    fc.tuple(fc.option(reader), page).map((args) => new NameAuthor(...args)),
  ];
}
