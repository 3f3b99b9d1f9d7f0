import { say } from '../words';
import { ApiProblem, Unreachable } from './call';

/** What to tell of a failed request: the service's own words where it answered with some, of several errors the first. */
export function failureText(error: unknown): string {
  if (error instanceof Unreachable) return say(navigator.onLine ? 'unreachable' : 'offline');
  if (error instanceof ApiProblem && error.status < 500) {
    const [first] = error.problem.errors ?? [];
    // The detail is for programs then: that there is a list of errors.
    return first ? `${first.path.replace(/^\//, '')} ${first.message}`.trim() : error.message;
  }
  return say('wentWrong');
}
