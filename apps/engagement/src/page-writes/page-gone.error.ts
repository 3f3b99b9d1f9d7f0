import { DomainError } from '@afterword/platform';

/**
 * The page was merged into another one, or its site deleted, after its id was looked up, or is moderated in another way than it was then.
 * `PageIds.change` looks the key up again; to a client it is a reason to try again.
 */
export class PageGoneError extends DomainError {
  constructor() {
    super('unavailable', { headers: { 'retry-after': '1' } });
  }
}
