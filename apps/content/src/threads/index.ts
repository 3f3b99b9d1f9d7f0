export { FORM_ROUTE } from './threads.controller';
export { ThreadsModule } from './threads.module';
