import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { OperatorError, isErrorCode, messageOf } from './operator-error';

/** A port that nobody listens on just now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Finds out whether a service will be able to listen, so that one line can say why not before anything is started. */
export async function requireFreePort(options: { host: string; port: number; variable: string }): Promise<void> {
  const { host, port, variable } = options;
  const server = createServer().listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    if (isErrorCode(error, 'EADDRINUSE'))
      throw new OperatorError(`Port ${port} is in use; stop what listens there or set ${variable} to another port`);
    throw new OperatorError(`Cannot listen on ${host} port ${port} (HOST, ${variable}): ${messageOf(error)}`);
  }
  server.close();
  await once(server, 'close');
}
