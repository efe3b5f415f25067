import type { ui as en } from '../en/ui.ts';

export const ui: Partial<Record<keyof typeof en, string>> = {
  'filter.anyOf': 'est l’un de',
  'filter.noneOf': 'n’est aucun de',
  'views.label': 'Vues',
  'views.save': 'Enregistrer la vue',
  'views.replace': 'Remplacer la vue',
  'views.name': 'Nom',
  'views.nameMissing': 'Donnez un nom à la vue.',
  'views.hint':
    'Filtres, ordre et colonnes tels qu’ils sont. Vous seul la voyez ; l’adresse peut être donnée à n’importe qui.',
  'views.saved': 'Vue « {name} » enregistrée',
  'views.own': 'Vos vues',
  'views.delete': 'Supprimer la vue {name}',
  'columns.title': 'Colonnes',
  'columns.density': 'Hauteur des lignes',
  'columns.compact': 'Serrée',
  'columns.normal': 'Normale',
  'columns.relaxed': 'Aérée',
  'columns.raise': 'Avancer {name} d’un rang',
  'columns.usual': 'Revenir aux habituelles',
  'list.export': 'Exporter',
  'list.waiting': '{count, plural, one {# changement, afficher} other {# changements, afficher}}',
};
