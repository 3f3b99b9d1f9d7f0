import { Module } from '@nestjs/common';
import { ArticlesModule } from '../articles';
import { PageRenderer } from './page-renderer';
import { PagesController } from './pages.controller';

@Module({ imports: [ArticlesModule], controllers: [PagesController], providers: [PageRenderer] })
export class PagesModule {}
