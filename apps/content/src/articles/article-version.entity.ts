import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { ArticleEntity } from './article.entity';

@Entity('article_version')
export class ArticleVersionEntity {
  @PrimaryColumn('uuid', { name: 'article_id' })
  articleId!: string;

  /** True for the version in the language that the article was written in, where it is shown in another. */
  @PrimaryColumn('boolean')
  original!: boolean;

  @Column('text')
  language!: string;

  @Column('text')
  title!: string;

  /** Markdown as written. */
  @Column('text')
  body!: string;

  /** The sanitised rendering of `body`. */
  @Column('text')
  html!: string;

  /** The beginning as plain text, for lists and previews. */
  @Column('text')
  excerpt!: string;

  @ManyToOne(() => ArticleEntity, (article) => article.versions)
  @JoinColumn({ name: 'article_id' })
  article?: Relation<ArticleEntity>;
}
