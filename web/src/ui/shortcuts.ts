import { useEffect, useRef, useSyncExternalStore } from 'react';

interface Shortcut {
  readonly keys: string;
  /** What it does, in words, for the palette and the sheet of keys. */
  readonly name: string | undefined;
  readonly run: (event: KeyboardEvent) => void;
}

const active = new Set<Shortcut>();
const listeners = new Set<() => void>();
const storedAs = 'patchlight.single-keys';
let prefix: { key: string; at: number } | undefined;
let areOn = localStorage.getItem(storedAs) !== 'off';

/** Single keys can be switched off: people who dictate would press them by speaking. Those with Ctrl always work. */
export function useSingleKeys(): readonly [boolean, (on: boolean) => void] {
  const on = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => areOn,
  );
  return [
    on,
    (next) => {
      areOn = next;
      localStorage.setItem(storedAs, next ? 'on' : 'off');
      for (const listener of listeners) listener();
    },
  ];
}

/**
 * Does `run` on a key (`e`, `Escape`), two keys one after the other (`g s`) or a key with Ctrl or Command (`mod+k`), while
 * the component is shown. The one that was shown last wins. Never while somebody types or a dialog is open. With a name it is
 * also offered where actions are listed.
 */
export function useShortcut(keys: string | undefined, run: (event: KeyboardEvent) => void, name?: string): void {
  const latest = useRef(run);
  latest.current = run;
  useEffect(() => {
    if (keys === undefined) return;
    const shortcut: Shortcut = { keys, name, run: (event: KeyboardEvent) => latest.current(event) };
    active.add(shortcut);
    return () => {
      active.delete(shortcut);
    };
  }, [keys, name]);
}

/** What the page offers now by a key, as a copy: it is asked for when a list of actions opens. */
export function namedShortcuts(): readonly (Shortcut & { readonly name: string })[] {
  const named = [...active].flatMap((each) => (each.name === undefined ? [] : [{ ...each, name: each.name }]));
  return named.filter(({ keys }, index) => named.findLastIndex((other) => other.keys === keys) === index);
}

export function listenForShortcuts(): () => void {
  window.addEventListener('keydown', onKey);
  return () => window.removeEventListener('keydown', onKey);
}

function onKey(event: KeyboardEvent): void {
  // Many keyboards need AltGr for a bracket, which some systems tell as Ctrl and Alt.
  const isBracket = event.key === '[' || event.key === ']';
  const isTyped = event.getModifierState('AltGraph') || (isBracket && event.altKey);
  if (event.defaultPrevented || (event.altKey && !isTyped) || event.isComposing) return;
  const withMod = (event.ctrlKey || event.metaKey) && !isTyped;
  if (withMod) {
    run(`mod+${event.key.toLowerCase()}`, event);
    return;
  }
  if (!areOn || isTyping(event.target) || document.querySelector('[role="dialog"][aria-modal="true"]') !== null) return;
  const before = prefix !== undefined && event.timeStamp - prefix.at < 1000 ? `${prefix.key} ` : '';
  prefix = { key: event.key, at: event.timeStamp };
  if (before === '' || !run(before + event.key, event)) run(event.key, event);
}

function run(keys: string, event: KeyboardEvent): boolean {
  const found = [...active].reverse().find((each) => each.keys === keys);
  if (found === undefined) return false;
  event.preventDefault();
  prefix = undefined;
  found.run(event);
  return true;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) &&
        !/^(checkbox|radio|button)$/.test((target as HTMLInputElement).type)))
  );
}
