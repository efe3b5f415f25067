import { ApiError, ConnectionError } from '@patchlight/contract/client';
import { InventoryFormatError } from '@patchlight/drupal/inventory';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { printable } from './printable.ts';

export interface FailureNotes {
  /** Why it happened, when the sentence does not say it already. */
  why?: string | undefined;
  /** The command to type next. */
  next?: string | undefined;
  details?: string[] | undefined;
  requestId?: string | undefined;
}

/** Ends a command with an exit code and a message a person can act on. */
export class Failure extends Error {
  readonly exitCode: ExitCode;
  readonly notes: FailureNotes;
  constructor(exitCode: ExitCode, message: string, notes: FailureNotes = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.exitCode = exitCode;
    this.notes = notes;
  }
}

/** Wrong usage or input: exit code 5. */
export function usage(message: string, notes: FailureNotes = {}): Failure {
  return new Failure(exitCodes.usage, message, notes);
}

/** Any thrown value as a failure: what the server refused, a connection that did not work, a file that is not there. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof ApiError) return refusalOf(error);
  if (error instanceof ConnectionError) return connectionFailureOf(error);
  if (error instanceof InventoryFormatError) return usage(error.message);
  const cause = error instanceof Error ? error : new Error(String(error));
  return new Failure(exitCodes.failed, cause.message, {}, error);
}

export function failureText(failure: Failure): string {
  const { why, details, next, requestId } = failure.notes;
  const lines = [`error: ${printable(failure.message)}`];
  if (why !== undefined) lines.push(`  why: ${printable(why)}`);
  for (const detail of details ?? []) lines.push(`  - ${printable(detail)}`);
  if (next !== undefined) lines.push(`  next: ${next}`);
  if (requestId !== undefined && requestId !== '') lines.push(`  request id: ${printable(requestId)}`);
  return `${lines.join('\n')}\n`;
}

function refusalOf(error: ApiError): Failure {
  const notes: FailureNotes = {
    why: `the server answered ${error.status}${error.body === null ? '' : ` ${error.body.error}`}`,
    details: error.body?.details?.map((detail) => `${detail.path}: ${detail.message}`),
    next: nextAfter(error.status),
    requestId: error.body?.request_id,
  };
  return new Failure(exitCodeOf(error.status), error.message, notes, error);
}

function exitCodeOf(status: number): ExitCode {
  if (status === 401 || status === 403) return exitCodes.denied;
  if (status === 404 || status === 410) return exitCodes.nothing;
  if (status === 429 || status >= 500) return exitCodes.failed;
  return exitCodes.usage;
}

function nextAfter(status: number): string | undefined {
  if (status === 401) return 'patchlight login   (or set PATCHLIGHT_API_KEY)';
  if (status === 403) return 'patchlight whoami   (shows what this credential may do)';
  if (status === 404) return 'patchlight sites list';
  if (status >= 500) return 'patchlight status';
  return undefined;
}

function connectionFailureOf(error: ConnectionError): Failure {
  const timedOut = error.cause instanceof Error && error.cause.name === 'TimeoutError';
  if (timedOut)
    return new Failure(
      exitCodes.timedOut,
      'The server did not answer in time.',
      { why: error.message, next: 'patchlight status   (or a longer --timeout)' },
      error,
    );
  return new Failure(
    exitCodes.failed,
    'The server could not be reached.',
    { why: error.message, next: 'patchlight status --url URL' },
    error,
  );
}
