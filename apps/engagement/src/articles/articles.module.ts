import { Module } from '@nestjs/common';
import { PagesModule } from '../pages';
import { ArticlesConsumer } from './articles.consumer';

@Module({ imports: [PagesModule], providers: [ArticlesConsumer], exports: [ArticlesConsumer] })
export class ArticlesModule {}
