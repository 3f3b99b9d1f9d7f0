import { connect } from 'node:net';

export interface RawRequest {
  method: string;
  /** Sent as it is, byte for byte. */
  path: string;
  headers: Record<string, string>;
  body: Buffer;
}

export interface RawAnswer {
  status: number;
  contentType: string;
  body: string;
}

/**
 * A request that no client would let through: neither its path nor its headers are looked at here. Resolves with the
 * answer, of a stream of events with its head.
 */
export function ask(port: number, { method, path, headers, body }: RawRequest): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const chunks: Buffer[] = [];
    const text = () => Buffer.concat(chunks).toString('utf8');
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      if (!text().includes('\r\ncontent-type: text/event-stream')) return;
      resolve(read(text()));
      socket.destroy();
    });
    socket.on('end', () => resolve(read(text())));
    // A server that refuses a request early may close before it has read all of it: what it said counts.
    socket.on('error', (error) => (chunks.length > 0 ? resolve(read(text())) : reject(error)));
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const length = body.length > 0 ? `content-length: ${body.length}\r\n` : '';
    const head = `${method} ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n${lines.join('')}${length}\r\n`;
    socket.write(Buffer.concat([Buffer.from(head, 'latin1'), body]));
  });
}

function read(text: string): RawAnswer {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0);
  const contentType = /^content-type: (.*)$/im.exec(head)?.[1]?.trim() ?? '';
  const chunked = /^transfer-encoding: chunked$/im.test(head);
  const body = rest.join('\r\n\r\n');
  return { status, contentType, body: chunked ? unchunk(body) : body };
}

const unchunk = (body: string): string => body.replace(/^[0-9a-f]+\r\n/gim, '').replace(/\r\n/g, '');
