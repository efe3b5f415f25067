import type { mailLinks as en } from '../en/mail-links.ts';

export const mailLinks: Partial<Record<keyof typeof en, string>> = {
  'mailLinks.toNotifications': 'Vers mes notifications',
  'mailLinks.verify.title': 'Cette adresse fonctionne-t-elle ?',
  'mailLinks.verify.lead':
    'Vous avez ouvert le lien d’un message : il est donc arrivé. Confirmez-le, et ce qui était suspendu reprend.',
  'mailLinks.verify.submit': 'Oui, elle fonctionne',
  'mailLinks.verify.failed': 'L’adresse n’a pas été vérifiée',
  'mailLinks.verify.done': 'L’adresse fonctionne',
  'mailLinks.verify.done.why': 'Résumés et alertes y reviennent, dès le prochain.',
  'mailLinks.unsubscribe.title': 'Arrêter ces messages ?',
  'mailLinks.unsubscribe.lead':
    'Les messages du genre d’où vous venez cessent aussitôt, sans vous connecter. Tous les autres continuent.',
  'mailLinks.unsubscribe.submit': 'Arrêter',
  'mailLinks.unsubscribe.failed': 'Rien n’a été arrêté',
  'mailLinks.unsubscribe.done': 'Ces messages ont cessé',
  'mailLinks.unsubscribe.ended': '{email} ne reçoit plus de message sur « {what} ».',
  'mailLinks.unsubscribe.ended.daily': '{email} ne reçoit plus de résumé du jour. Ce qu’il annonçait est désactivé.',
  'mailLinks.unsubscribe.ended.weekly':
    '{email} ne reçoit plus de résumé de la semaine. Ce qu’il annonçait est désactivé.',
  'mailLinks.unsubscribe.rest':
    'Le reste continue comme avant. Chaque genre peut être réactivé sur votre page de notifications.',
};
