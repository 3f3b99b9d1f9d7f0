import { createHash, createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { SignatureV4 } from '@smithy/signature-v4';

const REGION = 'eu-test-1';
/** As S3 has it, for each part of an upload but the last. */
const SMALLEST_PART = 5 * 1_024 * 1_024;
/** So few that every list has several pages. */
const PAGE_LENGTH = 5;
const LONGEST_SKEW_MS = 15 * 60_000;

export interface S3Call {
  method: string;
  /** Of the object; empty for the bucket. */
  key: string;
  query: URLSearchParams;
}

/** What happens to a call instead: `cut` breaks the connection, in the middle of an object's bytes; a number is a status without effect. */
export type S3Fault = 'cut' | 'lose-answer' | 'late-error' | number;

interface Upload {
  key: string;
  parts: Map<number, Buffer>;
}

/**
 * A strict storage with S3's protocol and one bucket, in memory: it computes each signature anew with AWS's own library, and refuses bytes
 * that have another hash than was signed, parts that are too small or of several sizes, and whatever else it does not know.
 */
export class S3Server {
  readonly objects = new Map<string, Buffer>();
  readonly uploads = new Map<string, Upload>();
  /** Every call that was signed rightly. */
  readonly calls: S3Call[] = [];
  /** Asked for each call. */
  fault: (call: S3Call) => S3Fault | undefined = () => undefined;

  private constructor(
    private readonly server: Server,
    readonly bucket: string,
    private readonly credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string },
  ) {}

  static async start({
    bucket = 'backups',
    sessionToken,
  }: { bucket?: string; sessionToken?: string } = {}): Promise<S3Server> {
    const server = createServer();
    const storage = new S3Server(server, bucket, {
      accessKeyId: `AK${randomBytes(8).toString('hex')}`,
      secretAccessKey: randomBytes(20).toString('base64'),
      ...(sessionToken !== undefined && { sessionToken }),
    });
    server.on('request', (request, response) => void storage.answer(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return storage;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  get env(): Record<string, string> {
    const { port } = this.server.address() as AddressInfo;
    const { accessKeyId, secretAccessKey, sessionToken } = this.credentials;
    return {
      AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}`,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      ...(sessionToken !== undefined && { AWS_SESSION_TOKEN: sessionToken }),
    };
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request).catch(() => null);
    if (body === null) return;
    const { method = '' } = request;
    const { pathname, searchParams: query } = new URL(request.url ?? '', 'http://storage');
    const [, bucket = '', ...rest] = pathname.split('/').map(decodeURIComponent);
    const call = { method, key: rest.join('/'), query };
    const refused =
      (await this.refusalOf(request, body)) ?? (bucket === this.bucket ? null : refusal(404, 'NoSuchBucket'));
    if (refused) return send(response, method, refused);
    this.calls.push(call);
    const fault = this.fault(call);
    if (typeof fault === 'number')
      return send(response, method, refusal(fault, fault === 503 ? 'SlowDown' : 'AccessDenied'));
    if (fault === 'late-error') return send(response, method, { ...refusal(500, 'InternalError'), status: 200 });
    const answer = this.perform(call, body, request.headers);
    switch (fault) {
      case 'cut':
        response.writeHead(answer.status, { ...answer.headers, 'content-length': answer.body.length });
        response.write(answer.body.subarray(0, Math.ceil(answer.body.length / 2)), () => request.socket.destroy());
        return;
      case 'lose-answer':
        request.socket.destroy();
        return;
      case undefined:
        return send(response, method, answer);
    }
  }

  private async refusalOf({ method = '', url = '', headers }: IncomingMessage, body: Buffer): Promise<Answer | null> {
    const form =
      /^AWS4-HMAC-SHA256 Credential=([^/]+)\/\d{8}\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=[0-9a-f]{64}$/;
    const [, accessKeyId, region, signedHeaders = ''] = form.exec(headers.authorization ?? '') ?? [];
    if (accessKeyId !== this.credentials.accessKeyId) return refusal(403, 'InvalidAccessKeyId');
    if (region !== REGION) return refusal(400, 'AuthorizationHeaderMalformed', `<Region>${REGION}</Region>`);
    if ((headers['x-amz-security-token'] ?? '') !== (this.credentials.sessionToken ?? ''))
      return refusal(403, 'InvalidToken');
    const names = signedHeaders.split(';');
    const unsigned = Object.keys(headers).filter((name) => name.startsWith('x-amz-') && !names.includes(name));
    if (unsigned.length > 0 || !names.includes('host')) return refusal(403, 'AccessDenied');
    const date = String(headers['x-amz-date']).replace(
      /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/,
      '$1-$2-$3T$4:$5:$6Z',
    );
    if (!(Math.abs(Date.parse(date) - Date.now()) < LONGEST_SKEW_MS)) return refusal(403, 'RequestTimeTooSkewed');
    if (createHash('sha256').update(body).digest('hex') !== headers['x-amz-content-sha256'])
      return refusal(400, 'XAmzContentSHA256Mismatch');
    const [path = '', search = ''] = url.split('?');
    const again = await new SignatureV4({
      credentials: this.credentials,
      region: REGION,
      service: 's3',
      sha256: Hash,
      uriEscapePath: false,
      applyChecksum: false,
    }).sign(
      {
        method,
        protocol: 'http:',
        hostname: '127.0.0.1',
        path,
        // Read as RFC 3986 has it, where a plus sign is one.
        query: Object.fromEntries(
          search
            .split('&')
            .filter(Boolean)
            .map((pair) => {
              const [name = '', value = ''] = pair.split('=').map(decodeURIComponent);
              return [name, value];
            }),
        ),
        headers: Object.fromEntries(names.map((name) => [name, String(headers[name] ?? '')])),
      },
      { signingDate: new Date(date) },
    );
    const signature = (text = '') => text.slice(-64);
    return signature(again.headers.authorization) === signature(headers.authorization)
      ? null
      : refusal(403, 'SignatureDoesNotMatch');
  }

  private perform({ method, key, query }: S3Call, body: Buffer, headers: IncomingMessage['headers']): Answer {
    const names = [...query.keys()].sort().join();
    const upload = this.uploads.get(query.get('uploadId') ?? '');
    switch (`${method} ${key === '' ? 'bucket' : 'object'} ${names}`.trim()) {
      case 'GET bucket list-type,prefix':
      case 'GET bucket continuation-token,list-type,prefix':
      case 'GET bucket delimiter,list-type,prefix':
      case 'GET bucket continuation-token,delimiter,list-type,prefix':
        return this.list(query);
      case 'GET bucket prefix,uploads': {
        const open = [...this.uploads].filter(([, one]) => one.key.startsWith(query.get('prefix') ?? ''));
        const found = open.map(
          ([id, one]) => `<Upload><Key>${one.key}</Key><UploadId>${escaped(id)}</UploadId></Upload>`,
        );
        return xml('ListMultipartUploadsResult', found.join(''));
      }
      case 'GET object': {
        const object = this.objects.get(key);
        if (!object) return refusal(404, 'NoSuchKey');
        const etag = etagOf(object);
        const [, from] = /^bytes=(\d+)-$/.exec(headers.range ?? '') ?? [];
        if (from === undefined) return { status: 200, headers: { etag }, body: object };
        if (headers['if-match'] !== etag) return refusal(412, 'PreconditionFailed');
        return { status: 206, headers: { etag }, body: object.subarray(Number(from)) };
      }
      case 'HEAD object': {
        const object = this.objects.get(key);
        return object ? { status: 200, headers: { etag: etagOf(object) }, body: object } : refusal(404, 'NoSuchKey');
      }
      case 'PUT object':
        this.objects.set(key, body);
        return { status: 200, headers: { etag: etagOf(body) }, body: Buffer.alloc(0) };
      case 'DELETE object':
        this.objects.delete(key);
        return { status: 204, headers: {}, body: Buffer.alloc(0) };
      case 'POST object uploads': {
        // As some storages have them: with what must be escaped in an address.
        const id = `${randomBytes(9).toString('base64')}+/==`;
        this.uploads.set(id, { key, parts: new Map() });
        return xml('InitiateMultipartUploadResult', `<Key>${key}</Key><UploadId>${escaped(id)}</UploadId>`);
      }
      case 'PUT object partNumber,uploadId':
        if (upload?.key !== key) return refusal(404, 'NoSuchUpload');
        upload.parts.set(Number(query.get('partNumber')), body);
        return { status: 200, headers: { etag: etagOf(body) }, body: Buffer.alloc(0) };
      case 'DELETE object uploadId':
        if (upload?.key !== key) return refusal(404, 'NoSuchUpload');
        this.uploads.delete(query.get('uploadId') ?? '');
        return { status: 204, headers: {}, body: Buffer.alloc(0) };
      case 'POST object uploadId':
        if (upload?.key !== key) return refusal(404, 'NoSuchUpload');
        return this.completeUpload(query.get('uploadId') ?? '', upload, body.toString());
      default:
        return refusal(501, 'NotImplemented');
    }
  }

  private completeUpload(id: string, { key, parts }: Upload, text: string): Answer {
    const named = [
      ...text.matchAll(/<Part><PartNumber>(\d+)<\/PartNumber><ETag>&quot;([0-9a-f]+)&quot;<\/ETag><\/Part>/g),
    ];
    const bodies = named.map(([, number, etag]) => {
      const part = parts.get(Number(number));
      return part && etagOf(part) === `"${etag}"` ? part : null;
    });
    if (bodies.length === 0 || bodies.length !== parts.size || bodies.includes(null))
      return refusal(400, 'InvalidPart');
    const whole = bodies as Buffer[];
    const [first] = whole;
    if (whole.slice(0, -1).some(({ length }) => length < SMALLEST_PART || length !== first?.length))
      return refusal(400, 'EntityTooSmall');
    this.uploads.delete(id);
    this.objects.set(key, Buffer.concat(whole));
    return xml('CompleteMultipartUploadResult', `<Key>${key}</Key>`);
  }

  private list(query: URLSearchParams): Answer {
    const [prefix, delimiter, token] = ['prefix', 'delimiter', 'continuation-token'].map(
      (name) => query.get(name) ?? '',
    );
    const found = new Set<string>();
    for (const key of [...this.objects.keys()].filter((one) => one.startsWith(prefix!)).sort()) {
      const end = delimiter ? key.indexOf(delimiter, prefix!.length) : -1;
      found.add(end < 0 ? key : key.slice(0, end + 1));
    }
    const begin = token ? Number(Buffer.from(token, 'base64').toString()) : 0;
    const page = [...found].slice(begin, begin + PAGE_LENGTH);
    const isTruncated = begin + PAGE_LENGTH < found.size;
    const next = Buffer.from(String(begin + PAGE_LENGTH)).toString('base64');
    return xml(
      'ListBucketResult',
      page
        .map((one) =>
          delimiter && one.endsWith(delimiter)
            ? `<CommonPrefixes><Prefix>${escaped(one)}</Prefix></CommonPrefixes>`
            : `<Contents><Key>${escaped(one)}</Key></Contents>`,
        )
        .join('') +
        `<IsTruncated>${isTruncated}</IsTruncated>` +
        (isTruncated ? `<NextContinuationToken>${next}</NextContinuationToken>` : ''),
    );
  }
}

interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

class Hash {
  private readonly hash;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as Buffer);
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.hash.update(data as Buffer);
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.hash.digest());
  }
}

const etagOf = (bytes: Buffer): string => `"${createHash('md5').update(bytes).digest('hex')}"`;

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

const xml = (root: string, inner: string): Answer => ({
  status: 200,
  headers: { 'content-type': 'application/xml' },
  body: Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${inner}</${root}>`,
  ),
});

const refusal = (status: number, code: string, more = ''): Answer => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>No.</Message>${more}</Error>`,
  ),
});

function send(response: ServerResponse, method: string, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...headers, ...(status !== 204 && { 'content-length': body.length }) });
  response.end(method === 'HEAD' ? undefined : body);
}
