import type { palette as en } from '../en/palette.ts';

export const palette: Partial<Record<keyof typeof en, string>> = {
  'palette.placeholder': 'Site, module, avis, page ou action',
  'palette.results': 'Résultats',
  'palette.pages': 'Pages',
  'palette.actions': 'Sur cette page',
  'palette.runway': 'Durée de vie du cœur et de PHP',
  'palette.nothing': 'Rien ne s’appelle « {text} »',
  'palette.move': 'se déplacer',
  'palette.open': 'ouvrir',
  'palette.newTab': 'nouvel onglet',
  'palette.hint': 'Essayez {example}',
  'palette.module':
    '{sites, plural, one {# site} other {# sites}}, {versions, plural, one {# version} other {# versions}}',
  'palette.onSites': '{count, plural, one {# site} other {# sites}}',
  'palette.below': '{name} : sites sous {version}',
  'palette.above': '{name} : sites au-dessus de {version}',
  'palette.version': '{name} : sites en {version}',
  'palette.everywhere': 'Partout',
  'palette.goTo': 'Aller à',
  'palette.inLists': 'Dans les listes',
  'palette.onThisPage': 'Sur cette page',
  'palette.nextRow': 'Ligne suivante',
  'palette.previousRow': 'Ligne précédente',
  'palette.openRow': 'Ouvrir la ligne',
  'palette.chooseRow': 'Choisir la ligne',
  'palette.singleKeys': 'Les lettres seules sont des raccourcis',
  'palette.singleKeys.why':
    'Désactivez-les si vous dictez : les mots prononcés les déclencheraient. Ctrl K et Échap fonctionnent toujours.',
};
