import { encode, type Encoding, readyAnswer, type ReadyAnswer, strongEtag } from '@afterword/platform';

/** Shared caches keep a page for 5 seconds, and serve it while they revalidate. */
const CACHE_CONTROL = 'public, max-age=0, s-maxage=5, stale-while-revalidate=60, stale-if-error=86400';

/** A page as bytes and headers, compressed once for each encoding. */
export class RenderedPage {
  private readonly plain: Buffer;
  private readonly etag: string;
  private readonly answers = new Map<Encoding, Promise<ReadyAnswer>>();
  private readonly made = new Map<Encoding, ReadyAnswer>();

  constructor(html: string) {
    this.plain = Buffer.from(html);
    this.etag = strongEtag(this.plain);
  }

  /** Approximate memory, compressed copies included. Bytes. */
  get size(): number {
    return 2 * this.plain.length;
  }

  answer(encoding: Encoding): Promise<ReadyAnswer> {
    let answer = this.answers.get(encoding);
    if (!answer) {
      answer = this.make(encoding);
      this.answers.set(encoding, answer);
    }
    return answer;
  }

  /** The answer, where it has been made already. */
  ready(encoding: Encoding): ReadyAnswer | undefined {
    return this.made.get(encoding);
  }

  private async make(encoding: Encoding): Promise<ReadyAnswer> {
    const headers = {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': CACHE_CONTROL,
      vary: 'accept-encoding',
      ...(encoding !== 'identity' && { 'content-encoding': encoding }),
    };
    // A strong validator names the bytes, so each encoding has its own.
    const etag = encoding === 'identity' ? this.etag : `${this.etag}-${encoding}`;
    const answer = readyAnswer(await encode(this.plain, encoding, 'some'), etag, headers);
    this.made.set(encoding, answer);
    return answer;
  }
}
