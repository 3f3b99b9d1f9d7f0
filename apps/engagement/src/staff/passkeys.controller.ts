import {
  type CreatePasskey,
  CreatePasskeySchema,
  type Passkey,
  type PasskeyCreationOptions,
  PasskeyCreationOptionsSchema,
  type PasskeyRequestOptions,
  PasskeyRequestOptionsSchema,
  PasskeySchema,
  type PasskeySignIn,
  PasskeySignInSchema,
  type StaffSession,
  StaffSessionSchema,
} from '@afterword/contracts';
import { CurrentStaff, DomainError, Operation, type StaffPrincipal } from '@afterword/platform';
import { Body, Controller, Delete, Header, Headers, HttpCode, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { Passkeys } from './passkeys';

/** Signing in without a name and a password. */
@Controller('v1/staff')
export class PasskeysController {
  constructor(private readonly passkeys: Passkeys) {}

  @Operation({
    id: 'preparePasskeySignIn',
    tag: 'Staff',
    summary: 'Returns the options with which a browser asks for a passkey.',
    access: 'anonymous',
    limit: 'session',
    answer: { status: 200, schema: PasskeyRequestOptionsSchema },
    problems: ['passkeys-unavailable'],
  })
  @Post('sign-in/passkey/options')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  prepareSignIn(): Promise<PasskeyRequestOptions> {
    return this.passkeys.requestOptions();
  }

  @Operation({
    id: 'signInWithPasskey',
    tag: 'Staff',
    summary: 'Opens a session for whose passkey answered.',
    access: 'anonymous',
    limit: 'session',
    answer: { status: 201, schema: StaffSessionSchema },
    problems: ['unauthorized', 'passkeys-unavailable'],
  })
  @Post('sign-in/passkey')
  @Header('cache-control', 'no-store')
  signIn(
    @Body({ schema: PasskeySignInSchema }) answer: PasskeySignIn,
    @Headers('user-agent') browser: string | undefined,
  ): Promise<StaffSession> {
    return this.passkeys.open(answer, browser);
  }

  @Operation({
    id: 'preparePasskey',
    tag: 'Staff',
    summary: 'Returns the options with which a browser makes a passkey.',
    access: 'staff-session',
    limit: 'account',
    answer: { status: 200, schema: PasskeyCreationOptionsSchema },
    problems: ['passkeys-unavailable'],
  })
  @Post('passkeys/options')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  prepare(@CurrentStaff() principal: StaffPrincipal): Promise<PasskeyCreationOptions> {
    return this.passkeys.creationOptions(principal);
  }

  @Operation({
    id: 'addPasskey',
    tag: 'Staff',
    summary: 'Adds the passkey that a browser has made.',
    access: 'staff-session',
    limit: 'account',
    answer: { status: 201, schema: PasskeySchema },
    problems: ['passkey-refused', 'passkeys-unavailable'],
  })
  @Post('passkeys')
  add(
    @Body({ schema: CreatePasskeySchema }) passkey: CreatePasskey,
    @CurrentStaff() principal: StaffPrincipal,
  ): Promise<Passkey> {
    return this.passkeys.add(principal, passkey);
  }

  @Operation({
    id: 'removePasskey',
    tag: 'Staff',
    summary: 'Removes a passkey of one’s own; sessions that it opened stay.',
    access: 'staff-session',
    answer: { status: 204 },
    problems: ['passkey-not-found'],
  })
  @Delete('passkeys/:id')
  remove(@Param('id') id: string, @CurrentStaff() { id: staffId }: StaffPrincipal): Promise<void> {
    if (!z.uuid().safeParse(id).success) throw new DomainError('passkey-not-found');
    return this.passkeys.remove(staffId, id);
  }
}
