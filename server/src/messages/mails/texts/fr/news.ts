import type { news as en } from '../en/news.ts';

export const news: Readonly<Record<keyof typeof en, string>> = {
  'hole.exposed':
    '{count, plural, one {# site sur {fleet, number} est exposé par {project}} other {# sites sur {fleet, number} sont exposés par {project}}}',
  'hole.grown':
    '{count, plural, one {Maintenant # site sur {fleet, number} est exposé par {project}} other {Maintenant # sites sur {fleet, number} sont exposés par {project}}}',
  'hole.overdue':
    '{count, plural, one {# site sur {fleet, number} est toujours exposé par {project}} other {# sites sur {fleet, number} sont toujours exposés par {project}}}',
  'hole.resolved':
    '{count, plural, one {Le seul site que {project} exposait est corrigé} other {Les # sites que {project} exposait sont tous corrigés}}',
  'hole.update': 'Passez à <b>{fix}</b>.',
  'hole.noFix': 'Aucune version ne le corrige encore.',
  'hole.joined':
    '{count, plural, one {# site de plus depuis le dernier message ; il figure ci-dessous.} other {# sites de plus depuis le dernier message ; ils figurent ci-dessous.}}',
  'hole.passed': 'L’objectif de {hours, number} h a été dépassé le {at}.',
  'hole.took': 'Fermée le {at}, {span} après la publication.',
  'hole.closed': 'Fermée le {at}.',
  'hole.published': 'Publié : {at}.',
  'hole.follows':
    'Un second message ne suit que si d’autres sites se révèlent exposés, et un dernier quand tous sont corrigés.',
  'hole.noAdvisory': 'Version de sécurité sans avis',
  'subject.risk': '[Sécurité {risk, number}/25]',
  'subject.security': '[Sécurité]',
  'subject.overdue': '[En retard {risk, number}/25]',
  'subject.overdue.noRisk': '[En retard]',
  'subject.fix': '{subject} - corrigé dans {fix}',
  'subject.noFix': '{subject} - pas encore de version',
  'subject.opened': '{project} : {count, plural, one {# site exposé} other {# sites exposés}} sur {fleet, number}',
  'subject.grown':
    '{project} : maintenant {count, plural, one {# site exposé} other {# sites exposés}} sur {fleet, number}',
  'subject.late':
    '{project} : {count, plural, one {# site} other {# sites}} au-delà de l’objectif de {hours, number} h',
  'subject.resolved':
    '[Corrigé] {project} : {count, plural, one {le seul site exposé est corrigé} other {les # sites exposés sont corrigés}}',
  'subject.several':
    '{count, number} mises à jour de sécurité, d’abord {project} : {sites, plural, one {# site exposé} other {# sites exposés}} sur {fleet, number}',
  'subject.unsupported':
    '[Plus maintenu] {project} : plus de correctifs de sécurité pour {count, plural, one {# site} other {# sites}}',
  'subject.unsupported.over': '[Plus maintenu] {project} : terminé, plus aucun site ne l’utilise ainsi',
  'subject.silent': '[Silencieux] {site} : dernier rapport {at}',
  'subject.silent.never': '[Silencieux] {site} : n’a jamais envoyé de rapport',
  'subject.back': '[De retour] {site} : envoie de nouveau des rapports',
  'subject.mute': '[Fin de sourdine] {project} : réapparaît et compte dès le {day}',
  'subject.key': '[Clé qui expire] {key} : refusée dès le {day}',
  'subject.members': '[Membres] {what}',
  'subject.report': '[Rapport] {name} est prêt',
  'unsupported.title':
    '{project} n’est plus maintenu ; {count, plural, one {# site sur {fleet, number} l’utilise} other {# sites sur {fleet, number} l’utilisent}}',
  'unsupported.lead':
    'Ce qui y est installé ne reçoit plus de correctifs de sécurité. Passez à une version maintenue, ou retirez le projet.',
  'unsupported.over': 'Plus aucun site n’utilise une version non maintenue de {project}',
  'unsupported.over.lead': 'Ces sites en utilisaient une. Il ne reste rien à faire.',
  'silent.title': '{site} est silencieux',
  'silent.lead':
    'Rien n’est arrivé depuis le {at}. Ce qui s’affiche à son sujet était vrai alors, et a pu changer depuis. De nouveaux avis peuvent le concerner sans qu’on le voie.',
  'silent.lead.never':
    'Il n’a jamais envoyé de rapport : on ne sait pas ce qu’il utilise, et aucun avis ne peut lui être associé.',
  'silent.last': 'Dernier rapport',
  'silent.never': 'jamais',
  'silent.expected': 'Attendu',
  'silent.expected.is': '{hours, plural, one {chaque heure} other {toutes les # h}}',
  'silent.reason': 'Sans doute',
  'silent.key_revoked': 'sa clé a été révoquée, ses rapports sont donc refusés',
  'silent.reports_refused': 'il envoie des rapports, et ils sont refusés',
  'silent.nothing_came': 'rien n’est arrivé : cron ou le pipeline s’est arrêté, ou il n’atteint pas Patchlight',
  'silent.refusal': 'Refusé avec',
  'silent.do': 'Que faire',
  'silent.key_revoked.do': 'créer une nouvelle clé et la mettre à la place de l’ancienne',
  'silent.reports_refused.do': 'corriger ce qui les envoie ; la page du site montre chaque essai',
  'silent.nothing_came.do':
    'voir si cron tourne sur le site, ou son pipeline, et s’il peut se connecter à cette adresse',
  'back.title': '{site} envoie de nouveau des rapports',
  'back.lead': 'Son dernier rapport est arrivé le {at}. Ce qui s’affiche à son sujet est de nouveau vrai.',
  'back.lead.undated': 'Ce qui s’affiche à son sujet est de nouveau vrai.',
  'mute.title': 'La sourdine de {project} se termine le {day}',
  'mute.lead':
    'Dès lors il réapparaît et compte de nouveau. Mettez-le à jour avant, ou donnez à la sourdine une autre fin.',
  'mute.where': 'Où',
  'mute.everywhere': 'partout dans {organization}',
  'mute.reason': 'Raison',
  'mute.ends': 'Fin',
  'key.title': 'La clé {key} expire le {day}',
  'key.lead': 'Dès lors ce qui l’utilise est refusé. Renouvelez-la avant, et rien ne le sera.',
  'key.for': 'Pour',
  'key.organization': 'l’organisation',
  'key.of': 'Clé {key}',
  'mute.of': 'Sourdine de {project}',
  'member.joined': '{person} est maintenant membre de {organization}{role, select, none {} other {, rôle : {role}}}',
  'member.left': '{person} n’est plus membre de {organization}',
  'member.role_changed':
    '{person} a maintenant {role, select, none {un autre rôle} other {le rôle {role}}} dans {organization}{former, select, none {} other {, avant : {former}}}',
  'member.by': 'Par',
  'report.title': '{name} est prêt',
  'report.lead': 'C’est le rapport que vous avez demandé.',
};
