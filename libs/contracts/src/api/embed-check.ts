import { z } from 'zod';
import { LIMITS } from '../limits';
import { siteId } from './sites';

const asked = {
  /** As people write it: an address with a path is told apart from an origin in the answer. */
  origin: z.string().trim().min(1).max(LIMITS.urlLength),
  site: siteId,
  /** The header's value, or the whole line. */
  csp: z.string().trim().max(LIMITS.checkedPolicyLength),
};

export const EmbedCheckQuerySchema = z.object({
  origin: asked.origin.optional(),
  site: asked.site.optional(),
  csp: asked.csp.optional(),
});

/** A token is only ever sent in a body: addresses are kept in histories and logs. */
export const EmbedCheckRequestSchema = z
  .strictObject({
    origin: asked.origin,
    site: asked.site.optional(),
    csp: asked.csp.optional(),
    sso: z.string().trim().min(1).max(LIMITS.ssoTokenLength).optional(),
  })
  .refine(({ site, sso }) => sso === undefined || site !== undefined, {
    path: ['site'],
    message: 'must be named: a token is of one site',
  });
export type EmbedCheckRequest = z.infer<typeof EmbedCheckRequestSchema>;

/** What a finding is about. */
export const checkSubjects = ['origin', 'service', 'policy', 'token'] as const;

/**
 * Everything that a check may find, by its stable code. `wrong`: the widget does not work like this; `hint`: it does, or may,
 * and something is worth knowing. docs/embed.md lists the same codes; a spec holds the two together.
 */
export const CHECK_FINDINGS = {
  'origin-listed': { about: 'origin', level: 'good' },
  'origin-not-listed': { about: 'origin', level: 'wrong' },
  'origin-near-miss': { about: 'origin', level: 'wrong' },
  'origin-corrected': { about: 'origin', level: 'hint' },
  'origin-unreadable': { about: 'origin', level: 'wrong' },
  'origin-opaque': { about: 'origin', level: 'wrong' },
  'site-unknown': { about: 'origin', level: 'wrong' },
  'site-not-named': { about: 'origin', level: 'hint' },
  'service-reachable': { about: 'service', level: 'good' },
  'service-other-address': { about: 'service', level: 'hint' },
  'service-local': { about: 'service', level: 'wrong' },
  'service-mixed-content': { about: 'service', level: 'wrong' },
  'policy-allows': { about: 'policy', level: 'good' },
  'policy-lacks-script': { about: 'policy', level: 'wrong' },
  'policy-lacks-connect': { about: 'policy', level: 'wrong' },
  'policy-needs-nonce': { about: 'policy', level: 'hint' },
  'policy-upgrades': { about: 'policy', level: 'wrong' },
  'policy-sandbox': { about: 'policy', level: 'wrong' },
  'policy-trusted-types': { about: 'policy', level: 'wrong' },
  'policy-report-only': { about: 'policy', level: 'hint' },
  'policy-empty': { about: 'policy', level: 'wrong' },
  'token-accepted': { about: 'token', level: 'good' },
  'token-previous-secret': { about: 'token', level: 'hint' },
  'token-unreadable': { about: 'token', level: 'wrong' },
  'token-no-secret': { about: 'token', level: 'wrong' },
  'token-algorithm': { about: 'token', level: 'wrong' },
  'token-critical': { about: 'token', level: 'wrong' },
  'token-signature': { about: 'token', level: 'wrong' },
  'token-secret-decoded': { about: 'token', level: 'wrong' },
  'token-audience': { about: 'token', level: 'wrong' },
  'token-claim': { about: 'token', level: 'wrong' },
  'token-expired': { about: 'token', level: 'wrong' },
  'token-not-yet': { about: 'token', level: 'wrong' },
  'token-issued-later': { about: 'token', level: 'wrong' },
  'token-too-long': { about: 'token', level: 'wrong' },
  'token-refused': { about: 'token', level: 'wrong' },
} as const satisfies Record<string, { about: (typeof checkSubjects)[number]; level: 'good' | 'hint' | 'wrong' }>;

export type CheckCode = keyof typeof CHECK_FINDINGS;

export const CheckFindingSchema = z.object({
  code: z.enum(Object.keys(CHECK_FINDINGS) as [CheckCode, ...CheckCode[]]),
  about: z.enum(checkSubjects),
  level: z.enum(['good', 'hint', 'wrong']),
  /** For people, in English. */
  message: z.string(),
});
export type CheckFinding = z.infer<typeof CheckFindingSchema>;

export const EmbedCheckSchema = z.object({
  /** True where nothing is wrong. */
  ok: z.boolean(),
  /** As browsers send it; null where there is none in what was asked. */
  origin: z.string().nullable(),
  findings: z.array(CheckFindingSchema),
  /** What to put into a page. */
  snippet: z.string(),
  /** What a content security policy of the page has to allow. */
  policy: z.string(),
});
export type EmbedCheck = z.infer<typeof EmbedCheckSchema>;
