import { Injectable } from '@nestjs/common';

/** The time by which claims end. One class, so that a test can set it forward. */
@Injectable()
export class ClaimClock {
  now(): Date {
    return new Date();
  }
}
