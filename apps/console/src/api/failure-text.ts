import { say } from '../words';
import { ApiProblem, Unreachable } from './call';

/** What to tell of a failed request: the service's own words where it answered with some. */
export function failureText(error: unknown): string {
  if (error instanceof Unreachable) return say(navigator.onLine ? 'unreachable' : 'offline');
  if (error instanceof ApiProblem && error.status < 500) {
    const [first] = error.problem.errors ?? [];
    return first ? `${error.message} ${first.path.replace(/^\//, '')}: ${first.message}` : error.message;
  }
  return say('wentWrong');
}
