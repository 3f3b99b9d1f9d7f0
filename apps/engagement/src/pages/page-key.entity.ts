import { CreateDateColumn, Column, Entity, PrimaryColumn } from 'typeorm';

/** A key that a page is found by: its own, or an alias. */
@Entity('page_key')
export class PageKeyEntity {
  @PrimaryColumn('text', { name: 'site_id' })
  siteId!: string;

  @PrimaryColumn('text')
  key!: string;

  @Column('uuid', { name: 'page_id' })
  pageId!: string;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}
