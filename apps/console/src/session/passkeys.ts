import { startAuthentication, startRegistration } from '@simplewebauthn/browser';
import type { Passkey, StaffSession } from '@afterword/contracts';
import { call } from '../api/call';

type RequestOptions = Parameters<typeof startAuthentication>[0]['optionsJSON'];
type CreationOptions = Parameters<typeof startRegistration>[0]['optionsJSON'];

/** @throws ApiProblem, Unreachable; an error of the browser's where the person cancels, or has no passkey */
export async function signInWithPasskey(): Promise<StaffSession> {
  const optionsJSON = await call<RequestOptions>('POST', '/v1/staff/sign-in/passkey/options', { token: null });
  const credential = await startAuthentication({ optionsJSON });
  return call<StaffSession>('POST', '/v1/staff/sign-in/passkey', { token: null, body: { credential } });
}

/** Adds a passkey of this device to the person who is signed in. @throws as `signInWithPasskey` does */
export async function addPasskey(): Promise<Passkey> {
  const optionsJSON = await call<CreationOptions>('POST', '/v1/staff/passkeys/options');
  const credential = await startRegistration({ optionsJSON });
  return call<Passkey>('POST', '/v1/staff/passkeys', { body: { credential } });
}

/** Whether the person closed the browser's question: that is no failure. */
export const isCancelled = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'NotAllowedError' || error.name === 'AbortError');
