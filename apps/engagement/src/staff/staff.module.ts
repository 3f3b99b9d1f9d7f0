import { CleanupModule, IdempotencyModule } from '@afterword/platform';
import { Module } from '@nestjs/common';
import { ModerationLogModule } from '../moderation-log';
import { Invitations } from './invitations';
import { InvitationsController } from './invitations.controller';
import { OwnStaffController } from './own-staff.controller';
import { Passkeys } from './passkeys';
import { PasskeysController } from './passkeys.controller';
import { StaffController } from './staff.controller';
import { StaffMeService } from './staff-me.service';
import { StaffRepository } from './staff.repository';
import { StaffSessions } from './staff-sessions';
import { StaffService } from './staff.service';
import { StaffSignIn } from './staff-sign-in';
import { StaffTokens } from './staff-tokens';

/** People with roles on sites. */
@Module({
  imports: [CleanupModule, IdempotencyModule, ModerationLogModule],
  controllers: [StaffController, OwnStaffController, InvitationsController, PasskeysController],
  providers: [
    Invitations,
    Passkeys,
    StaffMeService,
    StaffRepository,
    StaffService,
    StaffSessions,
    StaffSignIn,
    StaffTokens,
  ],
  exports: [StaffService, StaffSessions, StaffTokens],
})
export class StaffModule {}
