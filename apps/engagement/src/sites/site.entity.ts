import type { ModerationSettings, Site, SiteLimits, SiteLook } from '@afterword/contracts';
import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

@Entity('site')
export class SiteEntity {
  @PrimaryColumn('text')
  id!: string;

  @Column('text')
  name!: string;

  @Column('text', { array: true })
  origins!: string[];

  @Column('text', { name: 'reaction_kinds', array: true })
  reactionKinds!: string[];

  /** Whole points. */
  @Column('bigint', { name: 'starting_balance' })
  startingBalance!: number;

  /** Whole points. */
  @Column('bigint', { name: 'daily_grant' })
  dailyGrant!: number;

  /** Whole points. */
  @Column('bigint', { name: 'guest_balance' })
  guestBalance!: number;

  /** Whole points. */
  @Column('bigint', { name: 'guest_daily_grant' })
  guestDailyGrant!: number;

  @Column('boolean')
  guests!: boolean;

  @Column('text', { name: 'reserved_names', array: true })
  reservedNames!: string[];

  @Column('text', { name: 'deleted_readers' })
  deletedReaders!: Site['deletedReaders'];

  @Column('text', { name: 'proof_of_work' })
  proofOfWork!: Site['proofOfWork'];

  @Column('text')
  pages!: Site['pages'];

  @Column('text')
  avatars!: Site['avatars'];

  @Column('jsonb')
  look!: SiteLook;

  /** What differs from the product's own limits. */
  @Column('jsonb')
  limits!: Partial<SiteLimits>;

  /** What differs from the default settings of moderation. */
  @Column('jsonb')
  moderation!: Partial<ModerationSettings>;

  /** Sensitive: whoever has it can sign in as any reader of the site. */
  @Column('text', { name: 'sso_secret', nullable: true })
  ssoSecret!: string | null;

  @Column('text', { name: 'previous_sso_secret', nullable: true })
  previousSsoSecret!: string | null;

  @Column('timestamptz', { name: 'previous_sso_secret_until', nullable: true })
  previousSsoSecretUntil!: Date | null;

  /** Counts the secrets; sessions carry the number of theirs. */
  @Column('int', { name: 'sso_generation' })
  ssoGeneration!: number;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}
