import { CHECK_FINDINGS, type CheckCode, type CheckFinding } from '@afterword/contracts';

/** A finding with what its code says about it. */
export const finding = (code: CheckCode, message: string): CheckFinding => ({
  code,
  ...CHECK_FINDINGS[code],
  message,
});
