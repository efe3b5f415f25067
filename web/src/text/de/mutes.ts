import type { mutes as en } from '../en/mutes.ts';

export const mutes: Partial<Record<keyof typeof en, string>> = {
  'mutes.title': '{project} stummschalten',
  'mutes.mute': 'Stummschalten',
  'mutes.where': 'Wo',
  'mutes.onSite': 'Auf {site}',
  'mutes.onTag': 'Auf Sites mit dem Tag {tag}',
  'mutes.everywhere': 'Überall in {organization}',
  'mutes.preview': '{count, plural, one {Verbirgt es auf # Site.} other {Verbirgt es auf # Sites.}}',
  'mutes.until': 'Höchstens für',
  'mutes.days': '{count, plural, one {# Tag} other {# Tage}}',
  'mutes.untilRelease': 'Oder bis eine neuere Version kommt',
  'mutes.reason': 'Grund',
  'mutes.reason.hint':
    'Ein neuer Sicherheitshinweis beendet es in jedem Fall. Stummgeschaltetes wird weiter gezählt, als stumm.',
  'mutes.reason.short': 'Sagen Sie in mindestens {count} Zeichen, warum es jetzt nicht sein muss.',
  'mutes.done': '{project} ist stummgeschaltet.',
  'mutes.rowAction': '{project} stummschalten',
  'mutes.isMuted': 'Stumm bis {day}: {reason}',
  'mutes.isMutedUntilRelease': 'Stumm bis zu einer neueren Version: {reason}',
};
