export { DecisionsModule } from './decisions.module';
export { RemoveCommentsOfReader } from './remove-comments-of-reader';
