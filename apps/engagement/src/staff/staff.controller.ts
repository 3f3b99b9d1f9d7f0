import {
  type CreateStaff,
  CreateStaffSchema,
  type InvitedStaff,
  InvitedStaffSchema,
  type Staff,
  type StaffInvitation,
  StaffInvitationSchema,
  type StaffList,
  StaffListSchema,
  StaffSchema,
  type UpdateStaff,
  UpdateStaffSchema,
} from '@afterword/contracts';
import {
  CurrentPrincipal,
  DomainError,
  type IdempotencyKey,
  Operation,
  type Principal,
  RequestIdempotencyKey,
} from '@afterword/platform';
import { Body, Controller, Delete, Get, Header, Param, Patch, Post } from '@nestjs/common';
import { z } from 'zod';
import { StaffService } from './staff.service';

@Controller('v1/admin/staff')
export class StaffController {
  constructor(private readonly staff: StaffService) {}

  @Operation({
    id: 'inviteStaff',
    tag: 'Staff',
    summary: 'Gives somebody roles on sites, and invites them if they cannot sign in yet.',
    access: 'admin',
    idempotencyKey: 'optional',
    answer: { status: 201, schema: InvitedStaffSchema },
  })
  @Post()
  @Header('cache-control', 'no-store')
  invite(
    @Body({ schema: CreateStaffSchema }) request: CreateStaff,
    @CurrentPrincipal() principal: Principal,
    @RequestIdempotencyKey() key: IdempotencyKey | null,
  ): Promise<InvitedStaff> {
    return this.staff.invite(principal, request, key);
  }

  @Operation({
    id: 'listStaff',
    tag: 'Staff',
    summary: 'Lists the staff of the sites that the caller administers.',
    access: 'admin',
    answer: { status: 200, schema: StaffListSchema },
  })
  @Get()
  async list(@CurrentPrincipal() principal: Principal): Promise<StaffList> {
    return { items: await this.staff.list(principal), next: null };
  }

  @Operation({
    id: 'updateStaff',
    tag: 'Staff',
    summary: 'Changes a name, and replaces the roles on the sites that the caller administers.',
    access: 'admin',
    answer: { status: 200, schema: StaffSchema },
    problems: ['staff-not-found', 'last-admin'],
  })
  @Patch(':id')
  update(
    @Param('id') id: string,
    @Body({ schema: UpdateStaffSchema }) change: UpdateStaff,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Staff> {
    return this.staff.update(principal, staffId(id), change);
  }

  @Operation({
    id: 'inviteStaffAgain',
    tag: 'Staff',
    summary: 'Makes a new invitation for somebody who has lost theirs, or their passkey; the one before is void.',
    access: 'admin',
    answer: { status: 201, schema: StaffInvitationSchema },
    problems: ['staff-not-found'],
  })
  @Post(':id/invitations')
  @Header('cache-control', 'no-store')
  inviteAgain(@Param('id') id: string, @CurrentPrincipal() principal: Principal): Promise<StaffInvitation> {
    return this.staff.inviteAgain(principal, staffId(id));
  }

  @Operation({
    id: 'removeStaff',
    tag: 'Staff',
    summary: 'Removes a member of staff; their sessions and tokens end at once.',
    access: 'admin',
    answer: { status: 204 },
    problems: ['staff-not-found', 'last-admin'],
  })
  @Delete(':id')
  remove(@Param('id') id: string, @CurrentPrincipal() principal: Principal): Promise<void> {
    return this.staff.remove(principal, staffId(id));
  }
}

function staffId(id: string): string {
  if (!z.uuid().safeParse(id).success) throw new DomainError('staff-not-found');
  return id;
}
