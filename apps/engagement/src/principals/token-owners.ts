import type { Authenticator, Principal } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { SessionsService } from '../readers';
import { StaffSessions } from '../staff';

/** Whose token it is: a reader's or that of a member of staff, which its beginning tells. */
@Injectable()
export class TokenOwners implements Authenticator {
  constructor(
    private readonly readers: SessionsService,
    private readonly staff: StaffSessions,
  ) {}

  known(token: string): Principal | undefined {
    return this.readers.known(token);
  }

  find(token: string, tokenHash: Buffer): Promise<Principal | null> {
    return this.staff.isToken(token) ? this.staff.find(tokenHash) : this.readers.find(token, tokenHash);
  }
}
