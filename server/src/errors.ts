import type { ErrorDetail } from '@patchlight/contract/envelope';
import { type ErrorCode, errors } from '@patchlight/contract/errors';

interface Refusal {
  message?: string;
  details?: ErrorDetail[];
  retryAfterSeconds?: number;
}

/** A refusal by a rule of the domain: a code of the contract's error table, and what to say about it. */
export class OperationError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetail[] | null;
  readonly retryAfterSeconds: number | null;
  constructor(code: ErrorCode, refusal: Refusal = {}) {
    super(refusal.message ?? errors[code].message);
    this.code = code;
    this.details = refusal.details ?? null;
    this.retryAfterSeconds = refusal.retryAfterSeconds ?? null;
  }
}

export const notFound = () => new OperationError('not_found');
export const forbidden = (message?: string) =>
  new OperationError('forbidden', message === undefined ? {} : { message });
export const conflict = (message: string, path?: string) =>
  new OperationError(
    'conflict',
    path === undefined ? { message } : { message, details: [{ path, code: 'conflict', message }] },
  );
/** A name without the space around it; one that is nothing but space is refused. */
export function requireName(text: string, path = '/name'): string {
  const name = text.trim();
  if (name === '') throw invalid(path, 'too_short', 'At least 1 character that is not a space.');
  return name;
}
export const invalid = (path: string, code: string, message: string) =>
  new OperationError('validation_error', { details: [{ path, code, message }] });
