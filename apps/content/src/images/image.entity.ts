import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** An image of articles, named by its content. */
@Entity('image')
export class ImageEntity {
  /** The first 128 bits of its SHA-256, in hexadecimal. */
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

  /** Version of the code that wrote the bytes; 0 for a file as it came. */
  @Column('int')
  pipeline!: number;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}

/** Image types that cannot contain scripts, which rules out SVG. */
export const IMAGE_TYPES = ['png', 'jpg', 'gif', 'webp', 'avif'] as const;
export type ImageType = (typeof IMAGE_TYPES)[number];

/** The path of an image's URL. */
export const imagePath = ({ id, type }: Pick<ImageEntity, 'id' | 'type'>): string => `/images/${id}.${type}`;
