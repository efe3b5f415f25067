import type { mailLinks as en } from '../en/mail-links.ts';

export const mailLinks: Partial<Record<keyof typeof en, string>> = {
  'mailLinks.toNotifications': 'Zu meinen Benachrichtigungen',
  'mailLinks.verify.title': 'Funktioniert diese Adresse?',
  'mailLinks.verify.lead':
    'Sie haben den Link aus einer Mail geöffnet, also ist sie angekommen. Bestätigen Sie es, und was angehalten war, geht weiter.',
  'mailLinks.verify.submit': 'Ja, sie funktioniert',
  'mailLinks.verify.failed': 'Die Adresse wurde nicht bestätigt',
  'mailLinks.verify.done': 'Die Adresse funktioniert',
  'mailLinks.verify.done.why': 'Zusammenfassungen und Warnungen gehen wieder dorthin, ab der nächsten.',
  'mailLinks.unsubscribe.title': 'Diese Mails beenden?',
  'mailLinks.unsubscribe.lead':
    'Mails der Art, aus der Sie kommen, enden sofort, ohne Anmeldung. Alle anderen kommen weiter.',
  'mailLinks.unsubscribe.submit': 'Beenden',
  'mailLinks.unsubscribe.failed': 'Nichts wurde beendet',
  'mailLinks.unsubscribe.done': 'Diese Mails sind beendet',
  'mailLinks.unsubscribe.ended': '{email} bekommt keine Mails mehr zu „{what}“.',
  'mailLinks.unsubscribe.ended.daily':
    '{email} bekommt keine tägliche Zusammenfassung mehr. Was sie mitteilte, ist aus.',
  'mailLinks.unsubscribe.ended.weekly':
    '{email} bekommt keine wöchentliche Zusammenfassung mehr. Was sie mitteilte, ist aus.',
  'mailLinks.unsubscribe.rest':
    'Alles andere geht weiter wie bisher. Auf Ihrer Seite der Benachrichtigungen lässt sich jede Art wieder einschalten.',
};
