import type { ArticleStatus } from '@afterword/contracts';
import type { VersionImage } from './article-markdown';
import {
  Column,
  CreateDateColumn,
  Entity,
  JoinColumn,
  ManyToOne,
  OneToMany,
  PrimaryColumn,
  type Relation,
} from 'typeorm';

@Entity('article')
export class ArticleEntity {
  @PrimaryColumn('uuid')
  id!: string;

  /** The site of its page in engagement: `SITE`. */
  @Column('text', { name: 'site_id' })
  siteId!: string;

  @Column('text', { unique: true })
  slug!: string;

  /** The key of its page in engagement: its first slug. Never changes, so that comments and counters stay. */
  @Column('text', { name: 'page_key', unique: true })
  pageKey!: string;

  /** A `scheduled` article is published when `publishedAt` has come. */
  @Column('text')
  status!: ArticleStatus;

  /** Grows with every change. Part of the `ETag`, and of what engagement is told. */
  @Column('bigint')
  version!: number;

  @Column('timestamptz', { name: 'published_at', nullable: true })
  publishedAt!: Date | null;

  @Column('text', { nullable: true })
  author!: string | null;

  @Column('text', { name: 'source_name', nullable: true })
  sourceName!: string | null;

  @Column('text', { name: 'source_url', nullable: true })
  sourceUrl!: string | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt!: Date;

  /** In order: the default version, the original that it was translated from, further languages. */
  @OneToMany(() => ArticleVersionEntity, (version) => version.article, { cascade: ['insert'] })
  versions!: Relation<ArticleVersionEntity>[];

  /** Former and further slugs. */
  @OneToMany(() => ArticleAliasEntity, (alias) => alias.article, { cascade: ['insert'] })
  aliases!: Relation<ArticleAliasEntity>[];

  @OneToMany(() => ArticleTopicEntity, (topic) => topic.article, { cascade: ['insert'] })
  topics!: Relation<ArticleTopicEntity>[];

  @OneToMany(() => RelatedLinkEntity, (link) => link.article, { cascade: ['insert'] })
  related!: Relation<RelatedLinkEntity>[];
}

@Entity('article_version')
export class ArticleVersionEntity {
  @PrimaryColumn('uuid', { name: 'article_id' })
  articleId!: string;

  /** 0 is the default version. */
  @PrimaryColumn('int')
  position!: number;

  /** True for the version that the article was written in. */
  @Column('boolean')
  original!: boolean;

  @Column('text')
  language!: string;

  @Column('text')
  title!: string;

  /** Markdown as written. */
  @Column('text')
  body!: string;

  /** The sanitised rendering of `body`. */
  @Column('text')
  html!: string;

  /** The version of the renderer that made `html` and what lists show. */
  @Column('int', { name: 'renderer_version' })
  rendererVersion!: number;

  /** Stored images that the text names. */
  @Column('jsonb')
  images!: VersionImage[];

  /** The beginning as plain text, for lists and previews. */
  @Column('text')
  excerpt!: string;

  /** Of the text, for lists; 0 where it is not known. */
  @Column('int', { name: 'reading_minutes' })
  readingMinutes!: number;

  /** The `path` of the image that lists show. */
  @Column('text', { nullable: true })
  picture!: string | null;

  @ManyToOne(() => ArticleEntity, (article) => article.versions)
  @JoinColumn({ name: 'article_id' })
  article?: Relation<ArticleEntity>;
}

@Entity('article_alias')
export class ArticleAliasEntity {
  @PrimaryColumn('text')
  slug!: string;

  @Column('uuid', { name: 'article_id' })
  articleId!: string;

  @ManyToOne(() => ArticleEntity, (article) => article.aliases)
  @JoinColumn({ name: 'article_id' })
  article?: Relation<ArticleEntity>;
}

@Entity('article_topic')
export class ArticleTopicEntity {
  @PrimaryColumn('uuid', { name: 'article_id' })
  articleId!: string;

  @PrimaryColumn('int')
  position!: number;

  /** Its part of a URL. */
  @Column('text')
  slug!: string;

  @Column('text')
  name!: string;

  @ManyToOne(() => ArticleEntity, (article) => article.topics)
  @JoinColumn({ name: 'article_id' })
  article?: Relation<ArticleEntity>;
}

@Entity('related_link')
export class RelatedLinkEntity {
  @PrimaryColumn('uuid', { name: 'article_id' })
  articleId!: string;

  @PrimaryColumn('int')
  position!: number;

  @Column('text')
  title!: string;

  @Column('text')
  url!: string;

  @ManyToOne(() => ArticleEntity, (article) => article.related)
  @JoinColumn({ name: 'article_id' })
  article?: Relation<ArticleEntity>;
}
