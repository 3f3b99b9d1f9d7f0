import { encode, type Encoding, readyAnswer, type ReadyAnswer, strongEtag } from '@afterword/platform';

/** A shared cache may keep a page this long, and serve it while it asks for a newer one. */
const CACHE_CONTROL = 'public, max-age=0, s-maxage=5, stale-while-revalidate=60, stale-if-error=86400';

/** A page as bytes with their headers, compressed once for all who ask for it so. */
export class RenderedPage {
  private readonly plain: Buffer;
  private readonly etag: string;
  private readonly answers = new Map<Encoding, Promise<ReadyAnswer>>();
  private readonly made = new Map<Encoding, ReadyAnswer>();

  constructor(html: string) {
    this.plain = Buffer.from(html);
    this.etag = strongEtag(this.plain);
  }

  /** About what it takes with what it is compressed to. Bytes. */
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

  /** The answer, where it has been made. */
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
    // Each encoding has other bytes, so it has a validator of its own.
    const etag = encoding === 'identity' ? this.etag : `${this.etag}-${encoding}`;
    const answer = readyAnswer(await encode(this.plain, encoding, 'some'), etag, headers);
    this.made.set(encoding, answer);
    return answer;
  }
}
