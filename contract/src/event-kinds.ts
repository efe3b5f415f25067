/** What people and channels are told of, the most urgent first. */
export const eventKinds = [
  'security_exposure',
  'exposure_overdue',
  'site_silent',
  'project_unsupported',
  'mute_ending',
  'key_ending',
  'membership_changed',
  'report_ready',
] as const;
export type EventKind = (typeof eventKinds)[number];
