import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

@Entity('session')
export class SessionEntity {
  /** SHA-256 of the token; the token itself is known to its reader only. */
  @PrimaryColumn('bytea', { name: 'token_hash' })
  tokenHash!: Buffer;

  /** In the key so that sessions can be distributed by it; whoever comes with a token is found by that alone. */
  @PrimaryColumn('text', { name: 'site_id' })
  siteId!: string;

  @Column('uuid', { name: 'reader_id' })
  readerId!: string;

  /** Of the secret that signed the reader in; of no meaning for guests. */
  @Column('int', { name: 'sso_generation' })
  ssoGeneration!: number;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;
}
