import { Client, type ClientConfig } from 'pg';

/**
 * A connection whose loss fails what runs on it, and nothing else. Between two statements of whoever holds it, nobody
 * listens for its `error`, and Node ends a process for an `error` that nobody hears; the next statement fails anyway.
 */
export class ResilientClient extends Client {
  constructor(config?: string | ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}
