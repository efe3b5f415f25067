import { describe, expect, it } from 'vitest';
import * as examples from '../../../test/mail-examples.ts';
import type { News } from '../news.ts';
import { renderDigest, renderNews } from './render.ts';

const { reader, daily, weekly } = examples;
const { holeNews, silent, unsupported, mute, key, member, storm } = examples;

/** English, German, French. */
type Subjects = readonly [string, string, string];

const subjects: readonly (readonly [string, readonly News[], Subjects])[] = [
  [
    'a hole',
    [holeNews()],
    [
      '[Security 15/25] External Authentication: 16 of 84 sites exposed - fix 2.0.13',
      '[Sicherheit 15/25] External Authentication: 16 von 84 Sites betroffen - behoben in 2.0.13',
      '[Sécurité 15/25] External Authentication : 16 sites exposés sur 84 - corrigé dans 2.0.13',
    ],
  ],
  [
    'a hole on one site',
    [holeNews({ exposed: 1, sites: [examples.site()], fleet: 1 })],
    [
      '[Security 15/25] External Authentication: 1 of 1 site exposed - fix 2.0.13',
      '[Sicherheit 15/25] External Authentication: 1 von 1 Site betroffen - behoben in 2.0.13',
      '[Sécurité 15/25] External Authentication : 1 site exposé sur 1 - corrigé dans 2.0.13',
    ],
  ],
  [
    'a hole that more sites have',
    [examples.grown],
    [
      '[Security 15/25] External Authentication: now 9 of 84 sites exposed - fix 2.0.13',
      '[Sicherheit 15/25] External Authentication: jetzt 9 von 84 Sites betroffen - behoben in 2.0.13',
      '[Sécurité 15/25] External Authentication : maintenant 9 sites exposés sur 84 - corrigé dans 2.0.13',
    ],
  ],
  [
    'a hole that is closed',
    [examples.resolved],
    [
      '[Fixed] External Authentication: all 16 sites fixed',
      '[Behoben] External Authentication: auf allen 16 betroffenen Sites',
      '[Corrigé] External Authentication : les 16 sites exposés sont corrigés',
    ],
  ],
  [
    'a release of which no advisory tells',
    [examples.releaseOnly],
    [
      '[Security] Colorbox: 3 of 84 sites exposed - fix 2.1.4 or 8.x-1.11',
      '[Sicherheit] Colorbox: 3 von 84 Sites betroffen - behoben in 2.1.4 oder 8.x-1.11',
      '[Sécurité] Colorbox : 3 sites exposés sur 84 - corrigé dans 2.1.4 ou 8.x-1.11',
    ],
  ],
  [
    'a hole without a fix',
    [holeNews({ hole: examples.hole({ fixedIn: [] }), sites: [examples.site({ fix: null })] })],
    [
      '[Security 15/25] External Authentication: 16 of 84 sites exposed - no fix yet',
      '[Sicherheit 15/25] External Authentication: 16 von 84 Sites betroffen - noch kein Release',
      '[Sécurité 15/25] External Authentication : 16 sites exposés sur 84 - pas encore de version',
    ],
  ],
  [
    'a hole past its target',
    [examples.overdue],
    [
      '[Overdue 15/25] External Authentication: 4 sites past the 72 h target - fix 2.0.13',
      '[Überfällig 15/25] External Authentication: 4 Sites über dem Ziel von 72 h - behoben in 2.0.13',
      '[En retard 15/25] External Authentication : 4 sites au-delà de l’objectif de 72 h - corrigé dans 2.0.13',
    ],
  ],
  [
    'a project without support',
    [unsupported()],
    [
      '[Unsupported] Panels: no more security fixes for 5 sites',
      '[Ohne Support] Panels: keine Sicherheitsupdates mehr für 5 Sites',
      '[Plus maintenu] Panels : plus de correctifs de sécurité pour 5 sites',
    ],
  ],
  [
    'a project without support that nobody runs any more',
    [unsupported({ stage: 'resolved' })],
    [
      '[Unsupported] Panels: over, no site runs such a version any more',
      '[Ohne Support] Panels: erledigt, auf keiner Site läuft es so mehr',
      '[Plus maintenu] Panels : terminé, plus aucun site ne l’utilise ainsi',
    ],
  ],
  [
    'a silent site',
    [silent()],
    [
      '[Silent] Alderbrook library: last report Sun 9 Aug, 16:58',
      '[Stumm] Alderbrook library: letzte Meldung So, 9. Aug., 16:58 Uhr',
      '[Silencieux] Alderbrook library : dernier rapport dim. 9 août, 16:58',
    ],
  ],
  [
    'a site that never reported',
    [silent({ lastReportAt: null })],
    [
      '[Silent] Alderbrook library: has never reported',
      '[Stumm] Alderbrook library: hat sich nie gemeldet',
      '[Silencieux] Alderbrook library : n’a jamais envoyé de rapport',
    ],
  ],
  [
    'a site that is back',
    [examples.back],
    [
      '[Back] Alderbrook library: reports again',
      '[Zurück] Alderbrook library: meldet sich wieder',
      '[De retour] Alderbrook library : envoie de nouveau des rapports',
    ],
  ],
  [
    'a mute that ends',
    [mute()],
    [
      '[Mute ends] webform: shows and counts again from Wed 19 Aug',
      '[Stummschaltung endet] webform: erscheint und zählt ab Mi, 19. Aug. wieder',
      '[Fin de sourdine] webform : réapparaît et compte dès le mer. 19 août',
    ],
  ],
  [
    'a key that ends',
    [key()],
    [
      '[Key ends] Deploy pipeline: refused from Wed 26 Aug',
      '[Schlüssel läuft ab] Deploy pipeline: wird ab Mi, 26. Aug. abgelehnt',
      '[Clé qui expire] Deploy pipeline : refusée dès le mer. 26 août',
    ],
  ],
  [
    'somebody who joined',
    [member()],
    [
      '[Members] Anna Berg joined Fjordlight Studio as developer',
      '[Mitglieder] Anna Berg ist jetzt Mitglied von Fjordlight Studio, Rolle: Entwickler',
      '[Membres] Anna Berg est maintenant membre de Fjordlight Studio, rôle : développeur',
    ],
  ],
  [
    'somebody who left',
    [member({ change: 'left', role: null, by: null })],
    [
      '[Members] Anna Berg is no member of Fjordlight Studio any more',
      '[Mitglieder] Anna Berg ist nicht mehr Mitglied von Fjordlight Studio',
      '[Membres] Anna Berg n’est plus membre de Fjordlight Studio',
    ],
  ],
  [
    'another role',
    [member({ change: 'role_changed', role: 'organization_admin', formerRole: 'viewer' })],
    [
      '[Members] Anna Berg is administrator of Fjordlight Studio now, and was viewer',
      '[Mitglieder] Anna Berg hat in Fjordlight Studio jetzt die Rolle Administrator, vorher Leser',
      '[Membres] Anna Berg a maintenant le rôle administrateur dans Fjordlight Studio, avant : lecteur',
    ],
  ],
  [
    'a report',
    [examples.report],
    [
      '[Report] Update lag, July 2026 is ready',
      '[Bericht] Update lag, July 2026 ist fertig',
      '[Rapport] Update lag, July 2026 est prêt',
    ],
  ],
  [
    'many holes',
    storm,
    [
      '[Security 20/25] 6 security updates, first Webform: 6 of 84 sites exposed - fix 2.1.3',
      '[Sicherheit 20/25] 6 Sicherheitsupdates, zuerst Webform: 6 von 84 Sites betroffen - behoben in 2.1.3',
      '[Sécurité 20/25] 6 mises à jour de sécurité, d’abord Webform : 6 sites exposés sur 84 - corrigé dans 2.1.3',
    ],
  ],
  [
    'other news',
    [silent(), examples.back, key(), member(), member()],
    [
      '5 messages: 1 silent, 1 back, 1 key ends and 2 changes of members',
      '5 Nachrichten: 1 stumm, 1 wieder da, 1 Schlüssel läuft ab und 2 Änderungen bei Mitgliedern',
      '5 messages : 1 silencieux, 1 de retour, 1 clé expire et 2 changements de membres',
    ],
  ],
];

describe.each(subjects)('the subject of %s', (_, news, expected) => {
  it.each(['en', 'de', 'fr'].map((locale, index) => [locale, expected[index]]))('in %s', async (locale, subject) => {
    expect((await renderNews(news, reader({ locale: `${locale}` }))).subject).toBe(subject);
  });
});

describe('the subject of a digest', () => {
  const of = async (part: Parameters<typeof examples.part>[0], locale = 'en') =>
    (await renderDigest(examples.digest({ parts: [examples.part(part)] }), daily({ locale }))).subject;

  it.each([
    ['en', '3 new, 2 fixed, 7 open security updates - Thu 13 Aug'],
    ['de', '3 neu, 2 behoben, 7 offene Sicherheitsupdates - Do, 13. Aug.'],
    ['fr', '3 nouvelles, 2 appliquées, 7 mises à jour de sécurité à faire - jeu. 13 août'],
  ])('counts in %s', async (locale, subject) => expect(await of({}, locale)).toBe(subject));

  it('leaves out what there is none of, and says that nothing is open', async () => {
    expect(await of({ fixed: [] })).toBe('3 new, 7 open security updates - Thu 13 Aug');
    expect(await of({ opened: [], open: { holes: 0, sites: 0 } })).toBe(
      '2 fixed, no open security updates - Thu 13 Aug',
    );
    expect(await of({ opened: [], fixed: [] })).toBe('7 open security updates, 1 site silent - Thu 13 Aug');
    expect((await renderDigest(examples.nothing, daily())).subject).toBe('No open security updates - Thu 13 Aug');
  });

  it('says that it is of a week', async () => {
    expect((await renderDigest(examples.weeklyDigest, weekly())).subject).toBe(
      'Week: 3 new, 2 fixed, 7 open security updates - Thu 13 Aug',
    );
  });
});
