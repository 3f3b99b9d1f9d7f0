import type { Author } from '@afterword/contracts';
import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

@Entity('reader')
export class ReaderEntity {
  @PrimaryColumn('text', { name: 'site_id' })
  siteId!: string;

  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  name!: string;

  @Column('text', { name: 'avatar_url', nullable: true })
  avatarUrl!: string | null;

  @Column('text')
  role!: Author['role'];

  /** For notifications later; shown to nobody. */
  @Column('text', { nullable: true })
  email!: string | null;

  @Column('text', { name: 'sso_subject', nullable: true })
  ssoSubject!: string | null;

  @Column('timestamptz', { name: 'sso_issued_at', nullable: true })
  ssoIssuedAt!: Date | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}
