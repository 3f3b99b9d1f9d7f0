import { encode, type Encoding, strongEtag } from '@afterword/platform';

/** A page as bytes, compressed once for all who ask for it so. */
export class RenderedPage {
  readonly etag: string;
  private readonly plain: Buffer;
  private readonly encoded = new Map<Encoding, Promise<Buffer>>();

  constructor(html: string) {
    this.plain = Buffer.from(html);
    this.etag = strongEtag(this.plain);
  }

  /** About what it takes with what it is compressed to. Bytes. */
  get size(): number {
    return 2 * this.plain.length;
  }

  body(encoding: Encoding): Promise<Buffer> {
    let body = this.encoded.get(encoding);
    if (!body) {
      body = encode(this.plain, encoding, 'some');
      this.encoded.set(encoding, body);
    }
    return body;
  }
}
