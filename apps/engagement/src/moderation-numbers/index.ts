export { ModerationNumbersModule } from './moderation-numbers.module';
export { NumbersService } from './numbers.service';
