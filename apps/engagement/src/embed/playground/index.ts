export { EmbedPlaygroundModule } from './embed-playground.module';
