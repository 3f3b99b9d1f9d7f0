import {
  type AcceptInvitation,
  AcceptInvitationSchema,
  type Invitation,
  InvitationSchema,
  type ReadInvitation,
  ReadInvitationSchema,
  type StaffSession,
  StaffSessionSchema,
} from '@afterword/contracts';
import { Operation } from '@afterword/platform';
import { Body, Controller, Header, Headers, Post } from '@nestjs/common';
import { Invitations } from './invitations';

/** For whoever was sent the address of an invitation. */
@Controller('v1/staff/invitations')
export class InvitationsController {
  constructor(private readonly invitations: Invitations) {}

  /** A POST, so that the token is in no log of addresses. */
  @Operation({
    id: 'readInvitation',
    tag: 'Staff',
    summary: 'Says what an invitation is for, and leaves it valid.',
    access: 'anonymous',
    limit: 'session',
    answer: { status: 200, schema: InvitationSchema },
    problems: ['invitation-not-found'],
  })
  @Post('read')
  @Header('cache-control', 'no-store')
  read(@Body({ schema: ReadInvitationSchema }) { token }: ReadInvitation): Promise<Invitation> {
    return this.invitations.read(token);
  }

  @Operation({
    id: 'acceptInvitation',
    tag: 'Staff',
    summary: 'Uses an invitation up and opens a session.',
    access: 'anonymous',
    limit: 'session',
    answer: { status: 201, schema: StaffSessionSchema },
    problems: ['invitation-not-found'],
  })
  @Post('accept')
  @Header('cache-control', 'no-store')
  accept(
    @Body({ schema: AcceptInvitationSchema }) request: AcceptInvitation,
    @Headers('user-agent') browser: string | undefined,
  ): Promise<StaffSession> {
    return this.invitations.accept(request, browser);
  }
}
