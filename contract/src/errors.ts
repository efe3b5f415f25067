/**
 * The error handling matrix: every `error` code an answer may carry, its HTTP status and its default sentence.
 * The server answers from this table and the page in `docs/` is printed from it.
 */
export const errors = {
  malformed_json: { status: 400, message: 'The request body is not readable JSON.' },
  validation_error: { status: 400, message: 'The request is not valid.' },
  unsupported_api_version: { status: 400, message: 'This server speaks API version 1.' },
  ambiguous_credentials: { status: 400, message: 'Send one credential, not several.' },
  unauthenticated: { status: 401, message: 'Sign in or send an API key.' },
  invalid_credentials: { status: 401, message: 'The e-mail address or the password is wrong.' },
  token_expired: { status: 401, message: 'The access token has expired. Sign in again.' },
  invalid_key: { status: 401, message: 'The API key is unknown, expired or revoked.' },
  forbidden: { status: 403, message: 'Your role does not allow this.' },
  password_change_required: { status: 403, message: 'Replace the password that was set for you first.' },
  not_found: { status: 404, message: 'There is nothing here, or it is not yours to see.' },
  method_not_allowed: { status: 405, message: 'This address does not take that method.' },
  conflict: { status: 409, message: 'This is in conflict with what exists already.' },
  report_id_conflict: { status: 409, message: 'Another report was sent under this report_id.' },
  last_admin: { status: 409, message: 'An organization keeps at least one administrator.' },
  site_deleted: { status: 410, message: 'This site was deleted. Stop reporting.' },
  too_large: { status: 413, message: 'The request body is too large.' },
  unsupported_media_type: { status: 415, message: 'Send the body as application/json.' },
  unsupported_encoding: { status: 415, message: 'Send the body as it is, or with Content-Encoding: gzip.' },
  invalid_report: { status: 422, message: 'The site report is not valid.' },
  generated_at_in_future: { status: 422, message: 'The report claims to be from the future. Check the clock.' },
  idempotency_key_reused: {
    status: 422,
    message: 'This Idempotency-Key was used with another body. Give another request another key.',
  },
  quota_exceeded: { status: 422, message: 'The limit for this organization is reached.' },
  weak_password: { status: 422, message: 'This password is too easy to guess.' },
  address_not_allowed: { status: 422, message: 'This address may not be called by the server.' },
  rate_limited: { status: 429, message: 'Too many requests. Wait, then try again.' },
  internal_error: {
    status: 500,
    message: 'Something went wrong on our side. Quote the request id when you report it.',
  },
  unavailable: { status: 503, message: 'The server cannot do this right now. Try again shortly.' },
} as const satisfies Record<string, { status: number; message: string }>;

export type ErrorCode = keyof typeof errors;
