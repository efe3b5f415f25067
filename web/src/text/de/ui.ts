import type { ui as en } from '../en/ui.ts';

export const ui: Partial<Record<keyof typeof en, string>> = {
  'filter.anyOf': 'ist eines von',
  'filter.noneOf': 'ist keines von',
  'views.label': 'Ansichten',
  'views.save': 'Ansicht speichern',
  'views.replace': 'Ansicht ersetzen',
  'views.name': 'Name',
  'views.nameMissing': 'Geben Sie der Ansicht einen Namen.',
  'views.hint':
    'Filter, Reihenfolge und Spalten, wie sie jetzt sind. Nur Sie sehen sie; die Adresse können Sie jedem geben.',
  'views.saved': 'Ansicht „{name}“ gespeichert',
  'views.own': 'Ihre Ansichten',
  'views.delete': 'Ansicht {name} löschen',
  'columns.title': 'Spalten',
  'columns.density': 'Zeilenhöhe',
  'columns.compact': 'Dicht',
  'columns.normal': 'Normal',
  'columns.relaxed': 'Luftig',
  'columns.raise': '{name} um eins nach vorn',
  'columns.usual': 'Zurück zu den üblichen',
  'list.export': 'Export',
  'list.waiting': '{count, plural, one {# Änderung} other {# Änderungen}}, zeigen',
};
