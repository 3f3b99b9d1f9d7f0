import { text } from 'node:stream/consumers';
import { LIMITS } from '@afterword/contracts';
import { DomainError, gauge } from '@afterword/platform';
import { OpenStreams } from './open-streams';

describe('the open event streams', () => {
  const count = gauge('afterword_test_streams', 'Streams of this test');
  const many = (streams: OpenStreams, client: string, times: number) =>
    Array.from({ length: times }, () => streams.open(client));

  it('are so many for one client at most, and others after some are closed', async () => {
    const streams = new OpenStreams({ count, limited: true });
    const [first] = many(streams, 'one', LIMITS.eventStreamsPerAddress);
    expect(() => streams.open('one')).toThrow(new DomainError('rate-limited'));
    streams.open('another');
    first!.close();
    await text(first!);
    streams.open('one');
    streams.end();
  });

  it('are not limited where nothing is', () => {
    const streams = new OpenStreams({ count, limited: false });
    many(streams, 'one', LIMITS.eventStreamsPerAddress + 1);
    streams.end();
  });

  it('end with the process, those that are opened meanwhile too', async () => {
    const streams = new OpenStreams({ count, limited: false });
    const before = streams.open('one');
    streams.end();
    const meanwhile = streams.open('one');
    meanwhile.event({ name: 'counters', id: '1.1', data: {} });
    expect(await Promise.all([before, meanwhile].map((stream) => text(stream)))).toEqual(
      Array.from({ length: 2 }, () => 'retry: 2000\n\n'),
    );
  });
});
