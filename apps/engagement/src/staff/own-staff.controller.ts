import {
  type CreateStaffToken,
  CreateStaffTokenSchema,
  type StaffMe,
  StaffMeSchema,
  type StaffToken,
  StaffTokenSchema,
  type UpdateStaffMe,
  UpdateStaffMeSchema,
} from '@afterword/contracts';
import {
  CurrentPrincipal,
  CurrentStaff,
  DomainError,
  Operation,
  type Principal,
  type StaffPrincipal,
} from '@afterword/platform';
import { Body, Controller, Delete, Get, Header, Param, Patch, Post } from '@nestjs/common';
import { z } from 'zod';
import { StaffMeService } from './staff-me.service';
import { StaffSessions } from './staff-sessions';

/** What a member of staff sees and changes of themselves. */
@Controller('v1/staff')
export class OwnStaffController {
  constructor(
    private readonly me: StaffMeService,
    private readonly sessions: StaffSessions,
  ) {}

  @Operation({
    id: 'readStaffMe',
    tag: 'Staff',
    summary: 'Returns who asks: a member of staff, the operator, or a reader who moderates.',
    access: 'moderator',
    answer: { status: 200, schema: StaffMeSchema },
  })
  @Get('me')
  @Header('cache-control', 'private, no-store')
  read(@CurrentPrincipal() principal: Principal): Promise<StaffMe> {
    return this.me.describe(principal);
  }

  @Operation({
    id: 'updateStaffMe',
    tag: 'Staff',
    summary: 'Changes one’s own name.',
    access: 'staff',
    answer: { status: 200, schema: StaffMeSchema },
  })
  @Patch('me')
  rename(
    @Body({ schema: UpdateStaffMeSchema }) { name }: UpdateStaffMe,
    @CurrentStaff() principal: StaffPrincipal,
  ): Promise<StaffMe> {
    return this.me.rename(principal, name);
  }

  @Operation({
    id: 'endStaffSession',
    tag: 'Staff',
    summary: 'Ends this session.',
    access: 'staff',
    answer: { status: 204 },
  })
  @Delete('sessions/current')
  end(@CurrentStaff() { id, session }: StaffPrincipal): Promise<void> {
    return this.sessions.end(id, session.id);
  }

  @Operation({
    id: 'endOtherStaffSession',
    tag: 'Staff',
    summary: 'Ends a session or personal token of one’s own.',
    access: 'staff',
    answer: { status: 204 },
    problems: ['session-not-found'],
  })
  @Delete('sessions/:id')
  endOther(@Param('id') id: string, @CurrentStaff() principal: StaffPrincipal): Promise<void> {
    if (!z.uuid().safeParse(id).success) throw new DomainError('session-not-found');
    return this.sessions.end(principal.id, id);
  }

  @Operation({
    id: 'createStaffToken',
    tag: 'Staff',
    summary: 'Makes a personal token for scripts.',
    access: 'staff-session',
    limit: 'account',
    answer: { status: 201, schema: StaffTokenSchema },
  })
  @Post('tokens')
  @Header('cache-control', 'no-store')
  createToken(
    @Body({ schema: CreateStaffTokenSchema }) request: CreateStaffToken,
    @CurrentStaff() { id }: StaffPrincipal,
  ): Promise<StaffToken> {
    return this.sessions.createToken(id, request);
  }
}
