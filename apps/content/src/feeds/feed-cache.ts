import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { ArticleReader } from '../articles';

/** Memory for rendered feeds, at most. Characters. */
const MAX_CHARACTERS = 8 * 1024 * 1024;

interface RenderedFeed {
  version: string;
  body: string;
}

export interface FeedQuery {
  format: 'atom' | 'json';
  topic: string | undefined;
  /** Articles in the feed. */
  limit: number;
}

/** Rendered feeds, each for as long as its articles and their counters are what they were: one small query instead of a rendering. */
@Injectable()
export class FeedCache {
  private readonly feeds = new LRUCache<string, RenderedFeed>({
    maxSize: MAX_CHARACTERS,
    sizeCalculation: ({ body, version }, name) => name.length + version.length + body.length,
  });

  constructor(private readonly reader: ArticleReader) {}

  async body({ format, topic, limit }: FeedQuery, render: () => Promise<string>): Promise<string> {
    const name = JSON.stringify([format, topic ?? null]);
    // Before the rendering, which may be newer, and is made again then.
    const version = await this.reader.versionOfLatest({ topic, limit });
    const known = this.feeds.get(name);
    if (known?.version === version) return known.body;
    const body = await render();
    this.feeds.set(name, { version, body });
    return body;
  }
}
