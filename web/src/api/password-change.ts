import { useSyncExternalStore } from 'react';

let isNeeded = false;
const listeners = new Set<() => void>();

/** Said by the client when the server asks for a password of the person's own before anything else. */
export function setPasswordChangeNeeded(next: boolean): void {
  if (next === isNeeded) return;
  isNeeded = next;
  for (const listener of listeners) listener();
}

export function usePasswordChangeNeeded(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => isNeeded,
  );
}
