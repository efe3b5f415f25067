export const mailLinks = {
  'mailLinks.toNotifications': 'To my notifications',
  'mailLinks.verify.title': 'Does this address work?',
  'mailLinks.verify.lead': 'You opened the link of a mail, so it arrived. Say so, and what was paused goes on.',
  'mailLinks.verify.submit': 'Yes, it works',
  'mailLinks.verify.failed': 'The address was not verified',
  'mailLinks.verify.done': 'The address works',
  'mailLinks.verify.done.why': 'Digests and alerts go to it again, beginning with the next.',
  'mailLinks.unsubscribe.title': 'Stop these mails?',
  'mailLinks.unsubscribe.lead':
    'Mails of the kind that you come from end at once, without signing in. All others go on.',
  'mailLinks.unsubscribe.submit': 'Stop them',
  'mailLinks.unsubscribe.failed': 'Nothing was ended',
  'mailLinks.unsubscribe.done': 'These mails have ended',
  'mailLinks.unsubscribe.ended': '{email} gets no mail about “{what}” any more.',
  'mailLinks.unsubscribe.ended.daily': '{email} gets no daily digest any more. What it told of is off.',
  'mailLinks.unsubscribe.ended.weekly': '{email} gets no weekly digest any more. What it told of is off.',
  'mailLinks.unsubscribe.rest':
    'Everything else goes on as it was. Each kind can be switched on again on your page of notifications.',
} as const;
