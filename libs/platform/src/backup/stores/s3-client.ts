import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { AwsClient } from 'aws4fetch';
import { reasonOf } from '../../logging/log-limiter';
import { BackupStoreError } from './backup-store-error';
import type { S3Settings } from './s3-settings';
import { textsOf } from './s3-xml';

/** How often a request is sent that the storage did not answer, or answered with a fault of its own. */
const ATTEMPTS = 5;
/** Before the second attempt; twice as long before each one after that. A fraction of it at random, so that clients spread out. */
const FIRST_PAUSE_MS = 250;
/** Until the head of an answer has arrived; a part of 16 MiB takes that long at half a megabit a second. */
const ANSWER_TIMEOUT_MS = 300_000;

export interface S3Request {
  method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  /** In the bucket; empty for the bucket itself. */
  key: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: Buffer;
  /** Statuses that are answers and no failures. */
  accept?: readonly number[];
  signal?: AbortSignal | undefined;
}

/** What the storage said of a request that it refused. */
export class S3Refusal extends BackupStoreError {
  constructor(
    message: string,
    readonly status: number,
    readonly code: string,
  ) {
    super(message, { isMissing: status === 404 && ['NoSuchKey', ''].includes(code) });
  }
}

/** Requests of S3's protocol, signed with the hash of what they carry: the storage refuses what arrives otherwise. */
export class S3Client {
  private readonly signer: AwsClient;

  constructor(private readonly settings: S3Settings) {
    const { accessKeyId, secretAccessKey, sessionToken, region } = settings;
    this.signer = new AwsClient({ accessKeyId, secretAccessKey, sessionToken, region, service: 's3', retries: 0 });
  }

  /** @throws BackupStoreError that names the setting which is likely wrong; S3Refusal where the storage answered */
  async send(request: S3Request): Promise<Response> {
    for (let attempt = 1; ; attempt += 1) {
      let answer: Response | S3Refusal;
      try {
        answer = await this.attempt(request);
      } catch (error) {
        request.signal?.throwIfAborted();
        if (attempt === ATTEMPTS) throw this.unreachable(error);
        await this.pause(attempt, request.signal);
        continue;
      }
      if (answer instanceof Response) return answer;
      if (attempt === ATTEMPTS || !isPassing(answer)) throw answer;
      await this.pause(attempt, request.signal);
    }
  }

  private async pause(attempt: number, signal: AbortSignal | undefined): Promise<void> {
    await pause(FIRST_PAUSE_MS * 2 ** (attempt - 1) * (0.5 + Math.random() / 2), undefined, { signal });
  }

  private async attempt(request: S3Request): Promise<Response | S3Refusal> {
    const { method, key, query = {}, headers, body, accept = [], signal } = request;
    const url = new URL(key.split('/').map(encode).join('/'), this.settings.bucketUrl);
    // As the signature has it: forms would write a space as a plus sign, which storages read as one.
    url.search = Object.entries(query)
      .map((pair) => pair.map(encode).join('='))
      .join('&');
    const sha256 = createHash('sha256')
      .update(body ?? '')
      .digest('hex');
    const { url: signedUrl, headers: signedHeaders } = await this.signer.sign(url.href, {
      method,
      headers: { ...headers, 'x-amz-content-sha256': sha256 },
    });
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(new Error('no answer for 5 minutes')), ANSWER_TIMEOUT_MS);
    try {
      const response = await fetch(signedUrl, {
        method,
        headers: signedHeaders,
        redirect: 'manual',
        signal: signal ? AbortSignal.any([signal, timeout.signal]) : timeout.signal,
        ...(body && { body: body as Uint8Array<ArrayBuffer> }),
      });
      const isAccepted = response.ok || accept.includes(response.status);
      if (isAccepted && method !== 'POST') return response;
      const text = await response.text();
      // The end of an upload takes the storage a while: it begins to answer before it knows how it went.
      if (!isAccepted || textsOf(text, 'Error/Code').length > 0)
        return this.refusal(request, response.ok ? 500 : response.status, text);
      return new Response(text, { status: response.status });
    } finally {
      clearTimeout(timer);
    }
  }

  private unreachable(error: unknown): BackupStoreError {
    // `fetch` says "fetch failed", and has the reason inside.
    const { cause = error } = error as { cause?: unknown };
    const reason = reasonOf((cause as { errors?: unknown[] }).errors?.[0] ?? cause);
    return new BackupStoreError(
      `Cannot reach the storage at ${this.settings.endpoint} (AWS_ENDPOINT_URL_S3, AWS_REGION): ${reason}`,
      { cause: error },
    );
  }

  /** @param xml the body of an answer, which HEAD has none of */
  refusal({ method, key }: Pick<S3Request, 'method' | 'key'>, status: number, xml: string): S3Refusal {
    const [code = '', message = '', region = ''] = ['Code', 'Message', 'Region'].map(
      (name) => textsOf(xml, `Error/${name}`)[0],
    );
    const { bucket, endpoint } = this.settings;
    const place = `s3://${bucket}/${key}`;
    const said = [`status ${status}`, code, message].filter(Boolean).join(', ').replace(/\s+/g, ' ');
    return new S3Refusal(
      `${adviceFor(code, status, { bucket, endpoint, place, region })} (${method}: ${said})`,
      status,
      code,
    );
  }
}

interface Circumstances {
  bucket: string;
  endpoint: string;
  place: string;
  /** Where the storage says that the bucket is; empty where it does not. */
  region: string;
}

function adviceFor(code: string, status: number, { bucket, endpoint, place, region }: Circumstances): string {
  switch (code) {
    case 'InvalidAccessKeyId':
      return `${endpoint} does not know AWS_ACCESS_KEY_ID`;
    case 'SignatureDoesNotMatch':
      return 'AWS_SECRET_ACCESS_KEY is not the one of AWS_ACCESS_KEY_ID';
    case 'ExpiredToken':
    case 'InvalidToken':
    case 'TokenRefreshRequired':
      return 'AWS_SESSION_TOKEN is not valid any more';
    case 'AuthorizationHeaderMalformed':
    case 'PermanentRedirect':
    case 'TemporaryRedirect':
    case 'IllegalLocationConstraintException':
      return `The bucket ${bucket} is in another region${region && ` (${region})`}; set AWS_REGION`;
    case 'NoSuchBucket':
      return `There is no bucket ${bucket} at ${endpoint} (AWS_ENDPOINT_URL_S3)`;
    case 'RequestTimeTooSkewed':
      return "The clock of this machine is not the storage's";
    case 'NoSuchKey':
      return `${place} is missing`;
    default:
      return status === 403 || code === 'AccessDenied'
        ? `AWS_ACCESS_KEY_ID may not do this to ${place}`
        : `${endpoint} refused a request for ${place}`;
  }
}

/** Whether the same request may be answered in a moment. */
const isPassing = ({ status, code }: S3Refusal): boolean =>
  status >= 500 ? status !== 501 : status === 429 || ['RequestTimeout', 'SlowDown'].includes(code);

/** As RFC 3986 has it, which is what is signed. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
