export { type Client, DailyPseudonyms } from './daily-pseudonyms';
export { DailyPseudonymsModule } from './daily-pseudonyms.module';
