import type { news as en } from '../en/news.ts';

export const news: Readonly<Record<keyof typeof en, string>> = {
  'hole.exposed':
    '{count, plural, one {# von {fleet, plural, one {# Site} other {# Sites}} ist durch {project} betroffen} other {# von {fleet, plural, one {# Site} other {# Sites}} sind durch {project} betroffen}}',
  'hole.grown':
    '{count, plural, one {Jetzt ist # von {fleet, plural, one {# Site} other {# Sites}} durch {project} betroffen} other {Jetzt sind # von {fleet, plural, one {# Site} other {# Sites}} durch {project} betroffen}}',
  'hole.overdue':
    '{count, plural, one {# von {fleet, plural, one {# Site} other {# Sites}} ist noch immer durch {project} betroffen} other {# von {fleet, plural, one {# Site} other {# Sites}} sind noch immer durch {project} betroffen}}',
  'hole.resolved':
    '{count, plural, one {Auf der einen Site, die durch {project} betroffen war, ist es behoben} other {Auf allen # Sites, die durch {project} betroffen waren, ist es behoben}}',
  'hole.update': 'Auf <b>{fix}</b> aktualisieren.',
  'hole.noFix': 'Es gibt noch kein Release, das es behebt.',
  'hole.joined':
    '{count, plural, one {# weitere Site seit der letzten Mail; sie steht unten.} other {# weitere Sites seit der letzten Mail; sie stehen unten.}}',
  'hole.passed': 'Das Ziel von {hours, number} h ist am {at} verstrichen.',
  'hole.took': 'Geschlossen am {at}, {span} nach dem Erscheinen.',
  'hole.closed': 'Geschlossen am {at}.',
  'hole.published': 'Erschienen {at}.',
  'hole.follows':
    'Eine zweite Mail folgt nur, wenn sich weitere Sites als betroffen erweisen, und eine, wenn es überall behoben ist.',
  'hole.noAdvisory': 'Sicherheitsrelease ohne Hinweis',
  'subject.risk': '[Sicherheit {risk, number}/25]',
  'subject.security': '[Sicherheit]',
  'subject.overdue': '[Überfällig {risk, number}/25]',
  'subject.overdue.noRisk': '[Überfällig]',
  'subject.fix': '{subject} - behoben in {fix}',
  'subject.noFix': '{subject} - noch kein Release',
  'subject.opened': '{project}: {count, number} von {fleet, plural, one {# Site} other {# Sites}} betroffen',
  'subject.grown': '{project}: jetzt {count, number} von {fleet, plural, one {# Site} other {# Sites}} betroffen',
  'subject.late': '{project}: {count, plural, one {# Site} other {# Sites}} über dem Ziel von {hours, number} h',
  'subject.resolved':
    '[Behoben] {project}: {count, plural, one {auf der einen betroffenen Site} other {auf allen # betroffenen Sites}}',
  'subject.several':
    '{count, number} Sicherheitsupdates, zuerst {project}: {sites, number} von {fleet, plural, one {# Site} other {# Sites}} betroffen',
  'subject.unsupported':
    '[Ohne Support] {project}: keine Sicherheitsupdates mehr für {count, plural, one {# Site} other {# Sites}}',
  'subject.unsupported.over': '[Ohne Support] {project}: erledigt, auf keiner Site läuft es so mehr',
  'subject.silent': '[Stumm] {site}: letzte Meldung {at}',
  'subject.silent.never': '[Stumm] {site}: hat sich nie gemeldet',
  'subject.back': '[Zurück] {site}: meldet sich wieder',
  'subject.mute': '[Stummschaltung endet] {project}: erscheint und zählt ab {day} wieder',
  'subject.key': '[Schlüssel läuft ab] {key}: wird ab {day} abgelehnt',
  'subject.members': '[Mitglieder] {what}',
  'subject.report': '[Bericht] {name} ist fertig',
  'unsupported.title':
    '{project} wird nicht mehr unterstützt und läuft auf {count, number} von {fleet, plural, one {# Site} other {# Sites}}',
  'unsupported.lead':
    'Was dort installiert ist, bekommt keine Sicherheitsupdates mehr. Wechseln Sie auf ein unterstütztes Release oder entfernen Sie das Projekt.',
  'unsupported.over': 'Auf keiner Site läuft mehr eine nicht unterstützte Version von {project}',
  'unsupported.over.lead': 'Auf diesen Sites lief sie. Zu tun bleibt nichts.',
  'silent.title': '{site} ist stumm',
  'silent.lead':
    'Seit {at} kam nichts. Was zu ihr zu sehen ist, galt damals und kann sich seither geändert haben. Neue Sicherheitshinweise können sie unbemerkt betreffen.',
  'silent.lead.never':
    'Sie hat sich noch nie gemeldet: Was auf ihr läuft, ist nicht bekannt, und kein Sicherheitshinweis lässt sich ihr zuordnen.',
  'silent.last': 'Letzte Meldung',
  'silent.never': 'nie',
  'silent.expected': 'Erwartet',
  'silent.expected.is': '{hours, plural, one {jede Stunde} other {alle # h}}',
  'silent.reason': 'Wohl deshalb',
  'silent.key_revoked': 'ihr Schlüssel wurde widerrufen, darum werden ihre Meldungen abgelehnt',
  'silent.reports_refused': 'sie meldet sich, und ihre Meldungen werden abgelehnt',
  'silent.nothing_came':
    'es kam gar nichts: Cron oder die Pipeline steht still, oder sie kann Patchlight nicht erreichen',
  'silent.refusal': 'Abgelehnt mit',
  'silent.do': 'Was zu tun ist',
  'silent.key_revoked.do': 'einen neuen Schlüssel erstellen und an die Stelle des alten setzen',
  'silent.reports_refused.do': 'berichtigen, was sie sendet; die Seite der Site zeigt jeden Versuch',
  'silent.nothing_came.do':
    'nachsehen, ob Cron auf der Site oder ihre Pipeline läuft und ob sie sich mit dieser Adresse verbinden darf',
  'back.title': '{site} meldet sich wieder',
  'back.lead': 'Ihre letzte Meldung kam am {at}. Was zu ihr zu sehen ist, stimmt wieder.',
  'back.lead.undated': 'Was zu ihr zu sehen ist, stimmt wieder.',
  'mute.title': 'Die Stummschaltung von {project} endet am {day}',
  'mute.lead':
    'Von da an erscheint und zählt es wieder. Aktualisieren Sie vorher, oder geben Sie der Stummschaltung ein anderes Ende.',
  'mute.where': 'Wo',
  'mute.everywhere': 'überall in {organization}',
  'mute.reason': 'Grund',
  'mute.ends': 'Endet',
  'key.title': 'Der Schlüssel {key} läuft am {day} ab',
  'key.lead': 'Von da an wird abgelehnt, was ihn benutzt. Erneuern Sie ihn vorher, dann wird nichts abgelehnt.',
  'key.for': 'Für',
  'key.organization': 'die Organisation',
  'key.of': 'Schlüssel {key}',
  'mute.of': 'Stummschaltung von {project}',
  'member.joined': '{person} ist jetzt Mitglied von {organization}{role, select, none {} other {, Rolle: {role}}}',
  'member.left': '{person} ist nicht mehr Mitglied von {organization}',
  'member.role_changed':
    '{person} hat in {organization} jetzt {role, select, none {eine andere Rolle} other {die Rolle {role}}}{former, select, none {} other {, vorher {former}}}',
  'member.by': 'Durch',
  'report.title': '{name} ist fertig',
  'report.lead': 'Es ist der Bericht, den Sie angefordert haben.',
};
