export { ModerationEventsModule } from './moderation-events.module';
