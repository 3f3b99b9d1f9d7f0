import { negotiateEncoding, sendCacheable } from '@afterword/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { BuiltFile } from './built-files';

/** Sends a file in the encoding that the client prefers, or 304. */
export async function sendBuiltFile(
  request: FastifyRequest,
  reply: FastifyReply,
  { file, cacheControl, sourceMap }: { file: BuiltFile; cacheControl: string; sourceMap?: string | undefined },
): Promise<void> {
  const encoding = file.isCompressed ? 'identity' : negotiateEncoding(request.headers['accept-encoding']);
  void reply.header('vary', 'accept-encoding').header('x-content-type-options', 'nosniff');
  if (sourceMap !== undefined) void reply.header('sourcemap', sourceMap);
  if (encoding !== 'identity') void reply.header('content-encoding', encoding);
  await sendCacheable(request, reply, {
    body: await file.body(encoding),
    contentType: file.contentType,
    cacheControl,
    etag: `${file.etag}-${encoding}`,
  });
}
