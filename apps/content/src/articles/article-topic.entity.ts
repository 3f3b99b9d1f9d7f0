import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { ArticleEntity } from './article.entity';

@Entity('article_topic')
export class ArticleTopicEntity {
  @PrimaryColumn('uuid', { name: 'article_id' })
  articleId!: string;

  @PrimaryColumn('int')
  position!: number;

  /** What the topic is called in an address. */
  @Column('text')
  slug!: string;

  @Column('text')
  name!: string;

  @ManyToOne(() => ArticleEntity, (article) => article.topics)
  @JoinColumn({ name: 'article_id' })
  article?: Relation<ArticleEntity>;
}
