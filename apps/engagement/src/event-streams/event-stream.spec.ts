import { text } from 'node:stream/consumers';
import { EventStream, MAX_WAITING } from './event-stream';

const EVENT = { name: 'comment.created', id: '1.1', data: { body: 'x'.repeat(9_000) } };

describe('an event stream', () => {
  it('begins with how soon to come back, and says what happens and that it is still there', () => {
    const stream = new EventStream();
    stream.event({ name: 'counters', id: '3.4', data: { a: 'line\nbreak' } });
    stream.heartbeat();
    expect(String(stream.read())).toBe(
      'retry: 2000\n\nid: 3.4\nevent: counters\ndata: {"a":"line\\nbreak"}\n\n: still here\n\n',
    );
    stream.destroy();
  });

  it('holds so much for a client that does not read, and no more', () => {
    const stream = new EventStream();
    let most = 0;
    for (let times = 0; times < 1_000; times += 1) {
      stream.event(EVENT);
      stream.heartbeat();
      most = Math.max(most, stream.readableLength);
    }
    expect(stream.destroyed).toBe(true);
    expect(most).toBeLessThan(MAX_WAITING + 10_000);
  });

  it('goes on for ever for a client that reads', () => {
    const stream = new EventStream();
    for (let times = 0; times < 1_000; times += 1) {
      stream.event(EVENT);
      expect(String(stream.read())).toContain('comment.created');
    }
    expect(stream.destroyed).toBe(false);
    stream.destroy();
  });

  it('drops what is told after it was closed', async () => {
    const stream = new EventStream();
    stream.close();
    stream.event(EVENT);
    stream.heartbeat();
    stream.close();
    expect(await text(stream)).toBe('retry: 2000\n\n');
  });
});
