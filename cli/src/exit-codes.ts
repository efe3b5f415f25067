/** What the shell is told. 0 to 3 mean what other dependency checkers mean by them, so that pipelines can be moved. */
export const exitCodes = {
  ok: 0,
  /** Findings at or above the threshold. */
  findings: 1,
  /** Could not run: no connection, a server error after retries, data too old to judge. */
  failed: 2,
  /** Nothing to check: no Drupal packages, a site that is unknown or never reported. */
  nothing: 3,
  /** No credential, a wrong one, or one that may not do this. */
  denied: 4,
  /** Wrong usage or invalid input. */
  usage: 5,
  /** No finding, but part of what was asked for could not be checked. */
  partial: 6,
  timedOut: 7,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
