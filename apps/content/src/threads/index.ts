export { acceptForms } from './form-body';
export { ThreadsModule } from './threads.module';
