import { HealthProblem } from '../health/health-problem';

export interface QueueRefusalOptions extends ErrorOptions {
  /** Only an operator can help, by another configuration: a service does not start with it. */
  final?: boolean;
}

/** The queue's server answers, and cannot be used as it is. */
export class QueueRefusal extends HealthProblem {
  override readonly name = 'QueueRefusal';
  readonly final: boolean;

  constructor(message: string, { final = false, ...options }: QueueRefusalOptions = {}) {
    super(message, 'down', options);
    this.final = final;
  }
}
