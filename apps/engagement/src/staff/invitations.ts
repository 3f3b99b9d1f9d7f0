import {
  type AcceptInvitation,
  type Invitation,
  LIMITS,
  type StaffInvitation,
  type StaffRoleOnSite,
  type StaffSession,
} from '@afterword/contracts';
import {
  CONFIG,
  DomainError,
  execute,
  rowsOf,
  type ServiceConfig,
  type SqlTransaction,
  tokenHashOf,
} from '@afterword/platform';
import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { ACTIVATE_STAFF, READ_INVITATION, STORE_INVITATION, USE_INVITATION, VOID_INVITATION } from './staff.sql';
import { newSecret, StaffSessions } from './staff-sessions';
import { StaffSignIn } from './staff-sign-in';

const DAY_MS = 86_400_000;
const PREFIX = 'awi_';

interface InvitationRow {
  email: string;
  name: string;
  roles: StaffRoleOnSite[];
  expiresAt: Date;
}

/** Invitations of staff: an address that opens a person's first session, or one again after a lost passkey. Single use. */
@Injectable()
export class Invitations {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(CONFIG) private readonly config: ServiceConfig,
    private readonly sessions: StaffSessions,
    private readonly signIn: StaffSignIn,
  ) {}

  /** Voids the person's invitation before. */
  async create(tx: SqlTransaction, staffId: string): Promise<StaffInvitation> {
    const token = newSecret(PREFIX);
    const expiresAt = new Date(Date.now() + LIMITS.staffInvitationDays * DAY_MS);
    await execute(tx, STORE_INVITATION, [staffId, tokenHashOf(token), expiresAt]);
    // In the fragment, which browsers send to no server: no log and no Referer has it.
    return { url: `${this.config.engagementUrl}/console#invitation=${token}`, expiresAt: expiresAt.toISOString() };
  }

  async void(tx: SqlTransaction, staffId: string): Promise<void> {
    await execute(tx, VOID_INVITATION, [staffId]);
  }

  /** What an invitation is for; it stays valid. @throws DomainError `invitation-not-found` */
  async read(token: string): Promise<Invitation> {
    const [row] = await rowsOf<InvitationRow>(this.dataSource, READ_INVITATION, [tokenHashOf(token)]);
    if (!row) throw new DomainError('invitation-not-found');
    return { ...row, expiresAt: row.expiresAt.toISOString() };
  }

  /**
   * Uses an invitation up and signs the person in. Whoever had access to the account before, by a session, a token or a passkey, has
   * none any more: an invitation begins anew, and an account that somebody else took over is theirs no longer.
   * @throws DomainError `invitation-not-found`
   */
  accept({ token, name }: AcceptInvitation, browser: string | undefined): Promise<StaffSession> {
    return this.dataSource.transaction(async (tx) => {
      const [used] = await rowsOf<{ staffId: string }>(tx, USE_INVITATION, [tokenHashOf(token)]);
      if (!used) throw new DomainError('invitation-not-found');
      await execute(tx, ACTIVATE_STAFF, [used.staffId, name ?? null]);
      await this.sessions.endAll(tx, used.staffId);
      return this.signIn.open(tx, used.staffId, browser);
    });
  }
}
