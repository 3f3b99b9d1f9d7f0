/**
 * What a health check found. `/health/ready` shows the message to everybody, so it contains no address, name or value of this
 * installation; those belong into the cause, which is only logged.
 */
export class HealthProblem extends Error {
  override readonly name: string = 'HealthProblem';

  /** @param state `degraded`: it works, and will not for long or not well */
  constructor(
    message: string,
    readonly state: 'down' | 'degraded',
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
