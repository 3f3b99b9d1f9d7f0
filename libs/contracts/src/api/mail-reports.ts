import { z } from 'zod';
import { LIMITS } from '../limits';

/** What a mail provider says of a mail after it took it. */
export const MailReportSchema = z
  .strictObject({
    /** `bounce`: it came back. `complaint`: whoever got it calls it unwanted. */
    kind: z.enum(['bounce', 'complaint']),
    /** False for a mailbox that is full, a server that is away: nothing follows from it. */
    permanent: z.boolean().default(true),
    /** The address that it was sent to. */
    email: z.string().trim().max(LIMITS.emailLength).optional(),
    /** Its `Message-ID`, with or without angle brackets. */
    messageId: z.string().trim().max(998).optional(),
  })
  .refine(({ email, messageId }) => (email ?? messageId) !== undefined, 'must have `email` or `messageId`');
export type MailReport = z.infer<typeof MailReportSchema>;

export const MailReportsSchema = z.strictObject({ reports: z.array(MailReportSchema).max(LIMITS.mailReports) });
export type MailReports = z.infer<typeof MailReportsSchema>;

/** `readers` get no more mail until they set their address again, `staff` until they change their settings. */
export const StoppedMailSchema = z.object({ readers: z.int().min(0), staff: z.int().min(0) });
export type StoppedMail = z.infer<typeof StoppedMailSchema>;

export const MailSetupSchema = z.object({
  /** `off` where the installation sends no mail. */
  mail: z.enum(['on', 'off']),
  /** Where bounces and complaints go. Whoever has it can end mail to any address. */
  reportsUrl: z.string(),
});
export type MailSetup = z.infer<typeof MailSetupSchema>;
