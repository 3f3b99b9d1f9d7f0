import { z } from 'zod';
import { LIMITS } from '../limits';
import { siteId } from './sites';

const asked = {
  /** As the user typed it. The answer reports an address with a path as a wrong origin. */
  origin: z.string().trim().min(1).max(LIMITS.urlLength),
  site: siteId,
  /** The value of the header, or the whole header line. */
  csp: z.string().trim().max(LIMITS.checkedPolicyLength),
};

export const EmbedCheckQuerySchema = z.object({
  origin: asked.origin.optional(),
  site: asked.site.optional(),
  csp: asked.csp.optional(),
});

/** The token is accepted only in a body, because URLs are stored in histories and logs. */
export const EmbedCheckRequestSchema = z
  .strictObject({
    origin: asked.origin,
    site: asked.site.optional(),
    csp: asked.csp.optional(),
    sso: z.string().trim().min(1).max(LIMITS.ssoTokenLength).optional(),
  })
  .refine(({ site, sso }) => sso === undefined || site !== undefined, {
    path: ['site'],
    message: 'must be given with sso, because a token belongs to one site',
  });
export type EmbedCheckRequest = z.infer<typeof EmbedCheckRequestSchema>;

/** The subject of a finding. */
export const checkSubjects = ['origin', 'service', 'policy', 'token'] as const;

/**
 * All findings of a check, by their stable code. `wrong`: the widget does not work; `hint`: it works or may work, and the finding gives
 * advice. `tests/docs/embed.spec.ts` compares the codes with docs/embed.md.
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
  'token-claim-left-out': { about: 'token', level: 'hint' },
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
  /** True if no finding is `wrong`. */
  ok: z.boolean(),
  /** The origin as browsers send it; null if the request does not contain one. */
  origin: z.string().nullable(),
  findings: z.array(CheckFindingSchema),
  /** The HTML to put into a page. */
  snippet: z.string(),
  /** The sources that the page's content security policy must allow. */
  policy: z.string(),
});
export type EmbedCheck = z.infer<typeof EmbedCheckSchema>;
