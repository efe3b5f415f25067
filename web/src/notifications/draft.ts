import type { NotificationPreferences } from '@patchlight/contract/notification-preferences';
import { useState } from 'react';

export type Preferences = NotificationPreferences;

/** What the parts of the form take. */
export interface ChoicesProps {
  readonly value: Preferences;
  readonly onChange: (value: Preferences) => void;
}

/** What differs from what is saved. Only this is sent, so that everything else goes on following the organization. */
export function changesOf(saved: Preferences, draft: Preferences): Preferences {
  const { events = {}, ...others } = draft;
  const changed = differing<NonNullable<Preferences['events']>>(saved.events ?? {}, events);
  return {
    ...differing<Preferences>(saved, others),
    ...(Object.keys(changed).length > 0 && { events: changed }),
  };
}

/** One for each event and each other choice. */
export function countChanges({ events = {}, ...others }: Preferences): number {
  return Object.keys(events).length + Object.keys(others).length;
}

export function applied(saved: Preferences, changes: Preferences): Preferences {
  return { ...saved, ...changes, events: { ...saved.events, ...changes.events } };
}

function differing<T extends object>(before: T, after: T): Partial<T> {
  const known = before as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(after).filter(([name, value]) => asText(value) !== asText(known[name])),
  ) as Partial<T>;
}

// Tags and sites have no order.
const asText = (value: unknown) => JSON.stringify(Array.isArray(value) ? [...value].sort() : value);

export interface Draft {
  /** Undefined until what is saved is known. */
  readonly value: Preferences | undefined;
  readonly changes: Preferences;
  readonly set: (value: Preferences) => void;
  readonly discard: () => void;
  /** Another number after each time that changes were dropped or saved: what is half chosen goes with them. */
  readonly round: number;
}

/** Choices over those that are saved; somebody else may save in the meantime, and what was changed here stays. */
export function useDraft(saved: Preferences | undefined): Draft {
  const [over, setOver] = useState<Preferences>({});
  const [round, setRound] = useState(0);
  const value = saved && applied(saved, over);
  return {
    value,
    changes: saved && value ? changesOf(saved, value) : {},
    set: (next) => setOver(saved ? changesOf(saved, next) : {}),
    discard() {
      setOver({});
      setRound((before) => before + 1);
    },
    round,
  };
}
