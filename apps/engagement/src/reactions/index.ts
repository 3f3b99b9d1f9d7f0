export { ReactionsModule } from './reactions.module';
export { markKey, ReactionsRepository } from './reactions.repository';
export { ReactionsService } from './reactions.service';
