import type { PageMode } from '@afterword/contracts';
import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

@Entity('page')
export class PageEntity {
  @PrimaryColumn('text', { name: 'site_id' })
  siteId!: string;

  @PrimaryColumn('uuid')
  id!: string;

  /** What the publisher calls the page; an article's slug. */
  @Column('text')
  key!: string;

  @Column('text', { nullable: true })
  url!: string | null;

  @Column('text', { nullable: true })
  title!: string | null;

  /** By the operator or an admin of the site. */
  @Column('boolean')
  closed!: boolean;

  /** Null: as the site says. */
  @Column('text', { nullable: true })
  mode!: PageMode | null;

  @Column('int', { name: 'slow_seconds', nullable: true })
  slowSeconds!: number | null;
  /** Null where it is open, or nobody knows. */
  @Column('timestamptz', { name: 'closed_at', nullable: true })
  closedAt!: Date | null;

  @Column('text', { name: 'closed_reason', nullable: true })
  closedReason!: string | null;

  /** The ids of comments that moderators have featured, the last one first. */
  @Column('uuid', { array: true, default: '{}' })
  featured!: string[];

  @Column('bigint', { name: 'article_version' })
  articleVersion!: number;

  @Column('boolean', { name: 'article_unpublished' })
  articleUnpublished!: boolean;

  @Column('bigint', { name: 'counters_version' })
  countersVersion!: number;

  @Column('bigint', { name: 'comments_version' })
  commentsVersion!: number;

  @Column('bigint', { name: 'announced_counters_version' })
  announcedCountersVersion!: number;

  @Column('bigint', { name: 'announced_comments_version' })
  announcedCommentsVersion!: number;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}
