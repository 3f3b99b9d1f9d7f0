import { z } from 'zod';
import { LIMITS } from '../limits';
import { oneLine } from '../one-line';
import { timestamp } from '../text';
import { siteId } from './sites';

export const staffRoles = ['admin', 'moderator'] as const;

/** An address, in lower case: it names a person once, however it is written. */
export const staffEmail = z
  .string()
  .trim()
  .toLowerCase()
  .max(LIMITS.staffEmailLength)
  .regex(/^[^\s@\p{C}]+@[^\s@\p{C}]+$/u, 'must be an email address');

/** What a person may do on one site. `admin` may do what `moderator` may, and change settings and staff. */
export const StaffRoleSchema = z.strictObject({ site: siteId, role: z.enum(staffRoles) });
export type StaffRoleOnSite = z.infer<typeof StaffRoleSchema>;

const roleList = z
  .array(StaffRoleSchema)
  .max(LIMITS.staffRoles)
  .refine((roles) => new Set(roles.map(({ site }) => site)).size === roles.length, 'must not repeat a site');

const name = oneLine(LIMITS.readerNameLength);

/** Invites a person, or gives one who is there already further roles. */
export const CreateStaffSchema = z.strictObject({
  email: staffEmail,
  /** Without one, the part of the address before the `@`. */
  name: name.optional(),
  roles: roleList.min(1),
});
export type CreateStaff = z.infer<typeof CreateStaffSchema>;

/** `roles` replaces the roles on the sites that the caller administers. What is left out stays as it is. */
export const UpdateStaffSchema = z.strictObject({ name: name.optional(), roles: roleList.optional() });
export type UpdateStaff = z.infer<typeof UpdateStaffSchema>;

/** Whoever has the address may accept it, once. */
export const StaffInvitationSchema = z.object({ url: z.url(), expiresAt: timestamp });
export type StaffInvitation = z.infer<typeof StaffInvitationSchema>;

export const StaffSchema = z.object({
  id: z.uuid(),
  email: z.string(),
  name: z.string(),
  /** On the sites that the caller administers. */
  roles: z.array(StaffRoleSchema),
  /** `invited`: the person has not signed in yet. */
  status: z.enum(['invited', 'active']),
  createdAt: timestamp,
  lastSeenAt: timestamp.nullable(),
  passkeys: z.int().min(0),
});
export type Staff = z.infer<typeof StaffSchema>;

/** `invitation` is null for somebody who can sign in already: they just have the role now. */
export const InvitedStaffSchema = StaffSchema.extend({ invitation: StaffInvitationSchema.nullable() });
export type InvitedStaff = z.infer<typeof InvitedStaffSchema>;

export const StaffListSchema = z.object({ items: z.array(StaffSchema), next: z.null() });
export type StaffList = z.infer<typeof StaffListSchema>;

/** The last part of the invitation's address. */
const invitationToken = z.string().min(1).max(200);

export const ReadInvitationSchema = z.strictObject({ token: invitationToken });
export type ReadInvitation = z.infer<typeof ReadInvitationSchema>;

export const AcceptInvitationSchema = z.strictObject({ token: invitationToken, name: name.optional() });
export type AcceptInvitation = z.infer<typeof AcceptInvitationSchema>;

/** What an invitation is for. */
export const InvitationSchema = z.object({
  email: z.string(),
  name: z.string(),
  roles: z.array(StaffRoleSchema),
  expiresAt: timestamp,
});
export type Invitation = z.infer<typeof InvitationSchema>;

/** A session of a member of staff: the token is sent as a reader's is. */
export const StaffSessionSchema = z.object({
  token: z.string(),
  expiresAt: timestamp,
  staff: z.object({ id: z.uuid(), email: z.string(), name: z.string(), roles: z.array(StaffRoleSchema) }),
});
export type StaffSession = z.infer<typeof StaffSessionSchema>;

export const PasskeySchema = z.object({
  id: z.uuid(),
  name: z.string(),
  createdAt: timestamp,
  lastUsedAt: timestamp.nullable(),
  /** Whether other devices of the person have it too. */
  synced: z.boolean(),
});
export type Passkey = z.infer<typeof PasskeySchema>;

/** Who asks, whatever they signed in with. */
export const StaffMeSchema = z.object({
  /** `reader`: somebody whom a site's single sign-on makes a moderator. */
  kind: z.enum(['staff', 'operator', 'reader']),
  /** Null for the operator, who is no person. */
  id: z.uuid().nullable(),
  email: z.string().nullable(),
  name: z.string(),
  /** Empty for the operator, who may do everything. */
  roles: z.array(StaffRoleSchema),
  /** The sites to choose from; for the operator all of them. */
  sites: z.array(z.object({ id: siteId, name: z.string(), role: z.enum(staffRoles) })),
  /** Where a member of staff is signed in, the newest first. */
  sessions: z.array(
    z.object({
      id: z.uuid(),
      /** `token`: a personal token, for scripts. */
      kind: z.enum(['session', 'token']),
      /** What the token is for, or the browser. */
      name: z.string().nullable(),
      createdAt: timestamp,
      lastUsedAt: timestamp,
      expiresAt: timestamp,
      /** Whether the request was made with it. */
      current: z.boolean(),
    }),
  ),
  passkeys: z.array(PasskeySchema),
});
export type StaffMe = z.infer<typeof StaffMeSchema>;

export const UpdateStaffMeSchema = z.strictObject({ name });
export type UpdateStaffMe = z.infer<typeof UpdateStaffMeSchema>;

export const CreateStaffTokenSchema = z.strictObject({
  /** What it is for. */
  name: oneLine(LIMITS.staffTokenNameLength),
  days: z.int().min(1).max(LIMITS.staffTokenDays).default(LIMITS.staffTokenDays),
});
export type CreateStaffToken = z.infer<typeof CreateStaffTokenSchema>;

/** `token` is told once. */
export const StaffTokenSchema = z.object({
  id: z.uuid(),
  token: z.string(),
  name: z.string(),
  expiresAt: timestamp,
});
export type StaffToken = z.infer<typeof StaffTokenSchema>;

/** Binary data in a credential of WebAuthn. */
const base64url = z
  .string()
  .min(1)
  .max(LIMITS.passkeyFieldLength)
  .regex(/^[\w-]+={0,2}$/, 'must be base64url');

/** As `PublicKeyCredential.toJSON()` gives it. Browsers may add members. */
const credential = <Response extends z.ZodType>(response: Response) =>
  z.looseObject({
    id: base64url,
    rawId: base64url,
    type: z.literal('public-key'),
    response,
    clientExtensionResults: z.looseObject({}).default({}),
  });

export const CreatePasskeySchema = z.strictObject({
  credential: credential(
    z.looseObject({
      clientDataJSON: base64url,
      attestationObject: base64url,
      transports: z.array(z.string().max(32)).max(16).optional(),
    }),
  ),
  /** What the person calls it. */
  name: oneLine(LIMITS.staffTokenNameLength).optional(),
});
export type CreatePasskey = z.infer<typeof CreatePasskeySchema>;

export const PasskeySignInSchema = z.strictObject({
  credential: credential(
    z.looseObject({
      clientDataJSON: base64url,
      authenticatorData: base64url,
      signature: base64url,
      userHandle: z
        .string()
        .max(128)
        .regex(/^[\w-]*={0,2}$/, 'must be base64url')
        .nullish(),
    }),
  ),
});
export type PasskeySignIn = z.infer<typeof PasskeySignInSchema>;

const credentialDescriptor = z.object({
  id: z.string(),
  type: z.literal('public-key'),
  transports: z.array(z.string()).optional(),
});

/** `PublicKeyCredentialCreationOptionsJSON` of WebAuthn, for `parseCreationOptionsFromJSON`. */
export const PasskeyCreationOptionsSchema = z.looseObject({
  rp: z.object({ id: z.string(), name: z.string() }),
  user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
  challenge: z.string(),
  timeout: z.number(),
  excludeCredentials: z.array(credentialDescriptor),
});
export type PasskeyCreationOptions = z.infer<typeof PasskeyCreationOptionsSchema>;

/** `PublicKeyCredentialRequestOptionsJSON` of WebAuthn, for `parseRequestOptionsFromJSON`. */
export const PasskeyRequestOptionsSchema = z.looseObject({
  rpId: z.string(),
  challenge: z.string(),
  timeout: z.number(),
  userVerification: z.string(),
});
export type PasskeyRequestOptions = z.infer<typeof PasskeyRequestOptionsSchema>;
