export { reconcileRestored } from './reconcile-restored';
