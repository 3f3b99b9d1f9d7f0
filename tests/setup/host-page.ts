import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HostSite {
  origin: string;
  /** Sets what the site's one page is. */
  serve(html: string, headers?: Record<string, string>): void;
  close(): Promise<void>;
}

/** A publisher's site: another origin than the services', with one page at every address. */
export async function startHostSite(): Promise<HostSite> {
  let page = '';
  let pageHeaders: Record<string, string> = {};
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...pageHeaders }).end(page);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    serve: (html, headers = {}) => {
      page = html;
      pageHeaders = headers;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
