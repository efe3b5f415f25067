import type { ui as en } from '../en/ui.ts';

export const ui: Partial<Record<keyof typeof en, string>> = {
  'tags.show': 'Zeige',
  'tags.all': 'Alle Sites',
  'tags.choose': 'Sites mit einem Schlagwort',
};
