import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { ArticleEntity } from './article.entity';

@Entity('related_link')
export class RelatedLinkEntity {
  @PrimaryColumn('uuid', { name: 'article_id' })
  articleId!: string;

  @PrimaryColumn('int')
  position!: number;

  @Column('text')
  title!: string;

  @Column('text')
  url!: string;

  @ManyToOne(() => ArticleEntity, (article) => article.related)
  @JoinColumn({ name: 'article_id' })
  article?: Relation<ArticleEntity>;
}
