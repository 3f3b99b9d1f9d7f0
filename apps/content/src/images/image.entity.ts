import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** A picture of articles, named by what is in it. */
@Entity('image')
export class ImageEntity {
  /** The beginning of its SHA-256. */
  @PrimaryColumn('text')
  id!: string;

  @Column('text')
  type!: ImageType;

  @Column('int')
  width!: number;

  @Column('int')
  height!: number;

  @Column('bytea')
  bytes!: Buffer;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}

/** What browsers show and cannot run: no SVG. */
export const IMAGE_TYPES = ['png', 'jpg', 'gif', 'webp', 'avif'] as const;
export type ImageType = (typeof IMAGE_TYPES)[number];

/** The address of a picture, without the origin. */
export const imagePath = ({ id, type }: Pick<ImageEntity, 'id' | 'type'>): string => `/images/${id}.${type}`;
