import { createHash } from 'node:crypto';
import { execute, inPipeline, type Pipeline, type RelayLoop, RelayLoops, rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { CHAIN_ENTRIES, LOCK_CHAIN, MOVE_HEAD, OPEN_CHAIN, SITES_WAITING, TAKE_WAITING } from './moderation-log.sql';

/** Entries that are chained in one transaction. */
const BATCH = 500;

/** How late an entry is chained that another process or the command line has recorded. Milliseconds. */
const IDLE_MS = 1_000;

/** Stands before the first entry of every chain. */
export const FIRST_HASH: Buffer = Buffer.alloc(32);

export const hashOf = (previous: Buffer, entry: string): Buffer =>
  createHash('sha256')
    .update(`${previous.toString('hex')}\n${entry}`)
    .digest();

interface Head {
  position: number;
  hash: Buffer;
}

/**
 * Gives recorded entries their place in the chain of their site, in transactions that hold the chain's end and nothing else: writes to
 * pages never wait for it, and two processes cannot put two entries in one place.
 */
@Injectable()
export class LogChain {
  private readonly loop: RelayLoop;

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    loops: RelayLoops,
  ) {
    this.loop = loops.create({ name: 'moderation-log', tick: () => this.tick(), idleMs: IDLE_MS });
  }

  /** Says that there is something to chain. */
  wake(): void {
    this.loop.wake();
  }

  /** Chains what is committed by now. @returns how many entries */
  async seal(siteId: string): Promise<number> {
    let sealed = 0;
    for (;;) {
      const count = await inPipeline(this.dataSource, (tx) => this.sealBatch(tx, siteId));
      sealed += count;
      if (count < BATCH) return sealed;
    }
  }

  private async tick(): Promise<number> {
    const sites = await rowsOf<{ siteId: string }>(this.dataSource, SITES_WAITING);
    let sealed = 0;
    for (const { siteId } of sites) sealed += await this.seal(siteId);
    return sealed;
  }

  private async sealBatch(tx: Pipeline, siteId: string): Promise<number> {
    const [head] = await rowsOf<Head>(tx, LOCK_CHAIN, [siteId]);
    if (!head) {
      const opened = await execute(tx, OPEN_CHAIN, [siteId, FIRST_HASH]);
      return opened === 0 && (await rowsOf(tx, LOCK_CHAIN, [siteId])).length === 0 ? 0 : this.sealBatch(tx, siteId);
    }
    const waiting = await rowsOf<{ id: string; entry: string }>(tx, TAKE_WAITING, [siteId, BATCH]);
    if (waiting.length === 0) return 0;
    let { position, hash: previous } = head;
    const chained = waiting.map(({ id, entry }) => {
      position += 1;
      const text = JSON.stringify({ site: siteId, position, ...(JSON.parse(entry) as object) });
      const link = { position, id, text, previous, hash: hashOf(previous, text) };
      previous = link.hash;
      return link;
    });
    tx.send(
      execute(tx, CHAIN_ENTRIES, [
        siteId,
        chained.map(({ position }) => position),
        chained.map(({ id }) => id),
        chained.map(({ text }) => text),
        chained.map(({ previous }) => previous),
        chained.map(({ hash }) => hash),
      ]),
    );
    tx.send(execute(tx, MOVE_HEAD, [siteId, position, previous]));
    return chained.length;
  }
}
