import { rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import type { ArticleEntity } from './article.entity';
import {
  LATEST_ARTICLES,
  LATEST_OF_PERIOD,
  LATEST_OF_TOPIC,
  NEIGHBOURS,
  SUMMARIES,
  TOPIC_NAME,
  TOPICS,
  VERSIONS,
} from './article-lists.sql';
import type { VersionImage } from './article-markdown';
import { ArticlesRepository } from './articles.repository';

/** Where an article stands in a list. */
export interface ListPosition {
  publishedAt: Date;
  id: string;
}

export interface LatestQuery {
  /** A topic's slug. */
  topic?: string | undefined;
  /** Ignored where a topic is given. */
  period?: { from: Date; until: Date } | undefined;
  limit: number;
  after: ListPosition | null;
}

/** An article in a list. */
export interface ArticleSummary extends ListPosition {
  slug: string;
  author: string | null;
  updatedAt: Date;
  language: string;
  title: string;
  excerpt: string;
  /** 0 where it is not known. */
  readingMinutes: number;
  picture: VersionImage | null;
  comments: number;
}

/** Another article, as a link. */
export interface Neighbour {
  slug: string;
  language: string;
  title: string;
}

/** Where the page of an article leads on to. */
export interface Neighbours {
  older: Neighbour | null;
  newer: Neighbour | null;
  /** With the most topics in common, the latest first. */
  alike: Neighbour[];
}

export interface Topic {
  slug: string;
  name: string;
  articles: number;
}

/** Lists of published articles, the latest first, and of their topics. */
@Injectable()
export class ArticleListsRepository {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly articles: ArticlesRepository,
  ) {}

  async latest(query: LatestQuery): Promise<ArticleEntity[]> {
    return this.articles.findAll(await this.latestIds(query));
  }

  async latestSummaries(query: LatestQuery): Promise<ArticleSummary[]> {
    return rowsOf<ArticleSummary>(this.dataSource, SUMMARIES, [await this.latestIds(query)]);
  }

  /** Changes whenever anything does that feeds show of the articles, their order included. */
  async versionOfLatest(query: LatestQuery): Promise<string> {
    return JSON.stringify(await rowsOf(this.dataSource, VERSIONS, [await this.latestIds(query)]));
  }

  /** Null for a topic of no published article. */
  async topicName(slug: string): Promise<string | null> {
    const [topic] = await rowsOf<{ name: string }>(this.dataSource, TOPIC_NAME, [slug]);
    return topic?.name ?? null;
  }

  topics(limit: number): Promise<Topic[]> {
    return rowsOf<Topic>(this.dataSource, TOPICS, [limit]);
  }

  async neighbours(slug: string, most: number): Promise<Neighbours> {
    const rows = await rowsOf<Neighbour & { place: keyof Neighbours }>(this.dataSource, NEIGHBOURS, [slug, most]);
    const at = (place: keyof Neighbours): Neighbour[] =>
      rows.filter((row) => row.place === place).map(({ slug, language, title }) => ({ slug, language, title }));
    return { older: at('older')[0] ?? null, newer: at('newer')[0] ?? null, alike: at('alike') };
  }

  private async latestIds({ topic, period, limit, after }: LatestQuery): Promise<string[]> {
    const position = [after?.publishedAt ?? null, after?.id ?? null, limit];
    const read = async (sql: string, ...more: unknown[]) =>
      (await rowsOf<{ id: string }>(this.dataSource, sql, [...position, ...more])).map(({ id }) => id);
    if (topic !== undefined) return read(LATEST_OF_TOPIC, topic);
    return period ? read(LATEST_OF_PERIOD, period.from, period.until) : read(LATEST_ARTICLES);
  }
}
