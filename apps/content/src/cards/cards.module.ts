import { Module } from '@nestjs/common';
import { ArticlesModule } from '../articles';
import { CardRenderer } from './card-renderer';
import { CardsController } from './cards.controller';

@Module({ imports: [ArticlesModule], controllers: [CardsController], providers: [CardRenderer] })
export class CardsModule {}
