export { CARD_HEIGHT, CARD_WIDTH } from './card-svg';
export { CardsModule } from './cards.module';
