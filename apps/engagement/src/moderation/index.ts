export { ModerationModule } from './moderation.module';
export { restrictedReader } from './steps/restricted-reader';
export { type DraftText, type Judgement, ModerationPipeline } from './pipeline';
