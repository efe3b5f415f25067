import { useCallback, useRef, useState } from 'react';
import { currentSession } from '../../api/session.ts';
import type { Column } from './columns.ts';
import { fitted, type Widths } from './widths.ts';

export interface ColumnWidths {
  /** To draw, of those that were changed. */
  readonly widths: Widths;
  /** `undefined` gives the usual width back; what is `kept` is there the next time. */
  change(widths: Readonly<Record<string, number | undefined>>, isKept: boolean): void;
}

/**
 * The widths that a person gave to the columns of a list, on this device. They are not in the address, which is passed on to
 * people with other screens.
 */
export function useColumnWidths<R>(
  list: string | undefined,
  columns: readonly Column<R>[],
  room: number,
): ColumnWidths {
  const [own, setOwn] = useState<Widths>(() => (list === undefined ? {} : read(list)));
  const latest = useRef(own);
  const change = useCallback<ColumnWidths['change']>(
    (widths, isKept) => {
      const next = Object.fromEntries(
        Object.entries({ ...latest.current, ...widths }).flatMap(([id, px]) => (px === undefined ? [] : [[id, px]])),
      );
      latest.current = next;
      setOwn(next);
      if (list !== undefined && isKept) localStorage.setItem(storedAs(list), JSON.stringify(next));
    },
    [list],
  );
  return { widths: fitted(columns, own, room), change };
}

function storedAs(list: string): string {
  const session = currentSession();
  return `patchlight.widths.${list}.${'user' in session ? session.user.id : ''}`;
}

function read(list: string): Widths {
  try {
    return JSON.parse(localStorage.getItem(storedAs(list)) ?? '{}') as Widths;
  } catch {
    return {};
  }
}
