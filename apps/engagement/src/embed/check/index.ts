export { EmbedCheckModule } from './embed-check.module';
