export { SourceModule } from './source.module';
