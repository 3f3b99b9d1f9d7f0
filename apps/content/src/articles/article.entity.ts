import { Column, CreateDateColumn, Entity, OneToMany, PrimaryColumn } from 'typeorm';
import { ArticleTopicEntity } from './article-topic.entity';
import { ArticleVersionEntity } from './article-version.entity';
import { RelatedLinkEntity } from './related-link.entity';

@Entity('article')
export class ArticleEntity {
  @PrimaryColumn('uuid')
  id!: string;

  /** The site of engagement that the article's page belongs to. */
  @Column('text', { name: 'site_id' })
  siteId!: string;

  @Column('text', { unique: true })
  slug!: string;

  @Column('text')
  status!: 'draft' | 'published';

  /** Grows with every change; it is what a reader's `ETag` and engagement's copy go by. */
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

  /** One or two: what readers get first, and the original that it was translated from. */
  @OneToMany(() => ArticleVersionEntity, (version) => version.article, { cascade: ['insert'] })
  versions!: ArticleVersionEntity[];

  @OneToMany(() => ArticleTopicEntity, (topic) => topic.article, { cascade: ['insert'] })
  topics!: ArticleTopicEntity[];

  @OneToMany(() => RelatedLinkEntity, (link) => link.article, { cascade: ['insert'] })
  related!: RelatedLinkEntity[];
}
