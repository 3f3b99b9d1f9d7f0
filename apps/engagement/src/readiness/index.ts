export { PageQuestion } from './page-question';
export { ReadinessModule } from './readiness.module';
