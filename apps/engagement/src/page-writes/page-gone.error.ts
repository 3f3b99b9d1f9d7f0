import { DomainError } from '@afterword/platform';

/**
 * The page was merged into another one, or its site deleted, after its id was looked up. `PageIds.change` looks the key up again;
 * to a client it is a reason to try again.
 */
export class PageGoneError extends DomainError {
  constructor() {
    super('unavailable', { headers: { 'retry-after': '1' } });
  }
}
