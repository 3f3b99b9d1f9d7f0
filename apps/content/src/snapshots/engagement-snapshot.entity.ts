import type { Counters, PageSnapshot, SiteLook } from '@afterword/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The first comments of a page. */
export type ThreadSnapshot = Omit<NonNullable<PageSnapshot['comments']>, 'version'>;

/** Content's copy of the counters and first comments of a page, as engagement announced them. */
@Entity('engagement_snapshot')
export class EngagementSnapshotEntity {
  @PrimaryColumn('text', { name: 'site_id' })
  siteId!: string;

  @PrimaryColumn('text', { name: 'page_key' })
  pageKey!: string;

  /** With the look of the site at that time. */
  @Column('jsonb', { nullable: true })
  counters!: (Counters & { look?: SiteLook }) | null;

  @Column('bigint', { name: 'counters_version' })
  countersVersion!: number;

  @Column('jsonb', { nullable: true })
  comments!: ThreadSnapshot | null;

  @Column('bigint', { name: 'comments_version' })
  commentsVersion!: number;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt!: Date;
}
