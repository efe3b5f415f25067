import type { palette as en } from '../en/palette.ts';

export const palette: Partial<Record<keyof typeof en, string>> = {
  'palette.placeholder': 'Site, Modul, Sicherheitshinweis, Seite oder Aktion',
  'palette.results': 'Treffer',
  'palette.pages': 'Seiten',
  'palette.actions': 'Auf dieser Seite',
  'palette.runway': 'Restlaufzeit von Core und PHP',
  'palette.nothing': 'Nichts heißt „{text}“',
  'palette.move': 'bewegen',
  'palette.open': 'öffnen',
  'palette.newTab': 'neuer Tab',
  'palette.hint': 'Etwa {example}',
  'palette.module':
    '{sites, plural, one {# Site} other {# Sites}}, {versions, plural, one {# Version} other {# Versionen}}',
  'palette.onSites': '{count, plural, one {# Site} other {# Sites}}',
  'palette.below': '{name}: Sites unter {version}',
  'palette.above': '{name}: Sites über {version}',
  'palette.version': '{name}: Sites mit {version}',
  'palette.everywhere': 'Überall',
  'palette.goTo': 'Gehe zu',
  'palette.inLists': 'In Listen',
  'palette.onThisPage': 'Auf dieser Seite',
  'palette.nextRow': 'Nächste Zeile',
  'palette.previousRow': 'Vorige Zeile',
  'palette.openRow': 'Zeile öffnen',
  'palette.chooseRow': 'Zeile auswählen',
  'palette.singleKeys': 'Einzelne Buchstaben sind Tastenkürzel',
  'palette.singleKeys.why':
    'Ausschalten, wenn Sie diktieren: Gesprochene Wörter würden sie auslösen. Strg K und Esc gehen immer.',
};
