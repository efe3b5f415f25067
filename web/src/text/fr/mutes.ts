import type { mutes as en } from '../en/mutes.ts';

export const mutes: Partial<Record<keyof typeof en, string>> = {
  'mutes.title': 'Mettre {project} en sourdine',
  'mutes.mute': 'Mettre en sourdine',
  'mutes.where': 'Où',
  'mutes.onSite': 'Sur {site}',
  'mutes.onTag': 'Sur les sites étiquetés {tag}',
  'mutes.everywhere': 'Partout dans {organization}',
  'mutes.preview': '{count, plural, one {Le masque sur # site.} other {Le masque sur # sites.}}',
  'mutes.until': 'Au plus pendant',
  'mutes.days': '{count, plural, one {# jour} other {# jours}}',
  'mutes.untilRelease': 'Ou jusqu’à une version plus récente',
  'mutes.reason': 'Raison',
  'mutes.reason.hint': 'Un nouvel avis y met fin de toute façon. Ce qui est en sourdine reste compté, comme tel.',
  'mutes.reason.short': 'Dites en au moins {count} caractères pourquoi cela peut attendre.',
  'mutes.done': '{project} est en sourdine.',
  'mutes.rowAction': 'Mettre {project} en sourdine',
  'mutes.isMuted': 'En sourdine jusqu’au {day} : {reason}',
  'mutes.isMutedUntilRelease': 'En sourdine jusqu’à une version plus récente : {reason}',
};
