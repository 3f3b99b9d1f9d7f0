import { CHECK_FINDINGS, type CheckCode, type CheckFinding } from '@afterword/contracts';

/** Builds a finding: the code determines subject and level. */
export const finding = (code: CheckCode, message: string): CheckFinding => ({
  code,
  ...CHECK_FINDINGS[code],
  message,
});
