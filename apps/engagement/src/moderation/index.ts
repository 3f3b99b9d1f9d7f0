export { ModerationModule } from './moderation.module';
export { type DraftText, type Judgement, ModerationPipeline } from './pipeline';
