import { UnfitDatabaseError } from './unfit-database';

const MISSING_DATABASE = '3D000';
/** A table, a column or a function that a migration adds. */
const MISSING_PART = /^42(P01|703|883)$/;
/** Node's and OpenSSL's words for a certificate that nobody vouches for, or that is somebody else's. */
const CERTIFICATE =
  /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|CERT_\w+|ERR_TLS_CERT_ALTNAME_INVALID)$/;
/** The password is wrong, or the role does not exist or may not connect. */
const REFUSED_ROLE = /^28/;

/**
 * A sentence for an operator who can repair what PostgreSQL refused: the reason, then what to do.
 * @returns undefined for every other failure
 */
export function databaseAdvice(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('message' in error)) return undefined;
  const code = codeOf(error);
  const reason = String(error.message);
  if (error instanceof UnfitDatabaseError) return reason;
  if (code === MISSING_DATABASE) return `${capitalized(reason)}; run "npx afterword migrate" to create it`;
  if (MISSING_PART.test(code)) return `${capitalized(reason)}; run "npx afterword migrate" to update the database`;
  if (/no encryption/.test(reason)) return `${capitalized(reason)}; add sslmode=require to DATABASE_URL`;
  if (/does not support SSL/.test(reason))
    return `${capitalized(reason)}; remove sslmode from DATABASE_URL, or turn on ssl in PostgreSQL`;
  if (CERTIFICATE.test(code))
    return (
      `PostgreSQL's certificate is not trusted (${reason}); ` +
      `give its authority in DATABASE_URL with sslrootcert, or do without the check with sslmode=require`
    );
  if (REFUSED_ROLE.test(code)) return `${capitalized(reason)}; check the user and the password in DATABASE_URL`;
  return undefined;
}

/** Whether connecting again may help: the server may be starting, but it does not create a database or a role meanwhile. */
export const isWorthRetrying = (error: unknown): boolean => {
  const code = typeof error === 'object' && error !== null ? codeOf(error) : '';
  if (error instanceof UnfitDatabaseError || CERTIFICATE.test(code)) return false;
  return code !== MISSING_DATABASE && !REFUSED_ROLE.test(code);
};

/** SQLSTATE or Node's code. TypeORM wraps the driver's error. */
function codeOf(error: object): string {
  const { code, driverError } = error as { code?: string; driverError?: { code?: string } };
  return driverError?.code ?? code ?? '';
}

const capitalized = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
