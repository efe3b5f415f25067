import type { ui as en } from '../en/ui.ts';

export const ui: Partial<Record<keyof typeof en, string>> = {
  'tags.show': 'Afficher',
  'tags.all': 'Tous les sites',
  'tags.choose': 'Sites d’une étiquette',
};
