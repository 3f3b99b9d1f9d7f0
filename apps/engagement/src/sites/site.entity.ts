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

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}
