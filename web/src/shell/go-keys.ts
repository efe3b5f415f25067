import { useNavigate } from '@tanstack/react-router';
import { usePlace } from '../api/organization.ts';
import { useShortcut } from '../ui/shortcuts.ts';

/** `g` and a letter: where to go. Shown in the sheet of keys. */
export const goKeys = [
  ['g h', '/o/$org'],
  ['g s', '/o/$org/sites'],
  ['g m', '/o/$org/modules'],
  ['g a', '/o/$org/advisories'],
  ['g r', '/o/$org/reports'],
  ['g n', '/profile'],
] as const;

export function useGoKeys(): void {
  const navigate = useNavigate();
  const { org } = usePlace();
  for (const [keys, to] of goKeys) {
    // biome-ignore lint/correctness/useHookAtTopLevel: the list never changes
    useShortcut(keys, () => void navigate({ to, params: { org } }));
  }
}
