/** What a failed statement means for the caller: try the same again, come back later, or a fault of ours. */
export type Failure = 'conflict' | 'retry' | 'unavailable' | 'unexpected';

const retryable = new Set(['40001', '40P01']);
// Classes of SQLSTATE: 08 connection, 53 out of resources, 57P server going down; 57014 timeout; 55P03 lock timeout;
// 25006 a standby after a failover; 58030 input or output failed.
const away = /^(08...|53...|57P0.|57014|55P03|25006|58030)$/;
const network = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'EAI_AGAIN',
]);
const messages =
  /connection (error|terminated|timeout)|timeout exceeded|not queryable|Connection terminated|Query read timeout/i;

export function failureOf(error: unknown): Failure {
  const code = codeOf(error);
  if (code === '23505') return 'conflict';
  if (code !== undefined && retryable.has(code)) return 'retry';
  if (code !== undefined && (away.test(code) || network.has(code))) return 'unavailable';
  if (error instanceof Error && code === undefined && messages.test(error.message)) return 'unavailable';
  return 'unexpected';
}

/** The name of the broken constraint, to tell which rule a conflict is about. */
export function constraintOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'constraint' in error ? String(error.constraint) : undefined;
}

/** The role may not do this: an administrator of the database has to. */
export function isPrivilegeMissing(error: unknown): error is Error {
  return error instanceof Error && codeOf(error) === '42501';
}

/** It waited longer for a lock than it was to. */
export function isLockTimeout(error: unknown): boolean {
  return codeOf(error) === '55P03';
}

function codeOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}
