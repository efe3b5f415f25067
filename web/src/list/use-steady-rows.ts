import { type FocusEvent, useRef, useState } from 'react';

interface Steady<R> {
  readonly rows: readonly (R | undefined)[];
  /** How many rows came, went or moved since; zero while nothing waits. */
  readonly waiting: number;
  readonly isGone: (row: R) => boolean;
  readonly show: () => void;
  /** For what surrounds the table. */
  readonly holder: {
    readonly onFocus: (event: FocusEvent<HTMLElement>) => void;
    readonly onBlur: (event: FocusEvent<HTMLElement>) => void;
  };
}

/**
 * Rows that do not move under somebody's hands: while the focus is among them they keep their places, with what is new in
 * their cells, until `show` is asked for or the focus leaves. Another `question` is answered at once.
 */
export function useSteadyRows<R>(
  rows: readonly (R | undefined)[],
  keyOf: (row: R) => string,
  question: string,
  isFetching: boolean,
): Steady<R> {
  const [isHeld, setHeld] = useState(false);
  const [, redraw] = useState(0);
  const shown = useRef({ question, rows, isAnswered: false });
  // Until the answer to a new question is there, the rows are still those of the one before.
  const isAnswered = shown.current.question === question && shown.current.isAnswered;
  if (!isHeld || !isAnswered || shown.current.rows.includes(undefined)) {
    shown.current = { question, rows, isAnswered: isAnswered || !isFetching };
    return { rows, waiting: 0, isGone: () => false, show: () => undefined, holder: holderOf(setHeld) };
  }
  const now = new Map(rows.flatMap((row) => (row === undefined ? [] : [[keyOf(row), row] as const])));
  const held = shown.current.rows.map((row) => (row === undefined ? undefined : (now.get(keyOf(row)) ?? row)));
  const waiting = rows === shown.current.rows ? 0 : differences(held, rows, keyOf);
  return {
    rows: held,
    waiting,
    isGone: (row) => !now.has(keyOf(row)),
    show() {
      shown.current = { question, rows, isAnswered };
      redraw((count) => count + 1);
    },
    holder: holderOf(setHeld),
  };
}

function differences<R>(
  held: readonly (R | undefined)[],
  rows: readonly (R | undefined)[],
  keyOf: (row: R) => string,
): number {
  const name = (row: R | undefined) => (row === undefined ? undefined : keyOf(row));
  let count = 0;
  for (let at = 0; at < Math.max(held.length, rows.length); at += 1) if (name(held[at]) !== name(rows[at])) count += 1;
  return count;
}

function holderOf(setHeld: (isHeld: boolean) => void): Steady<never>['holder'] {
  return {
    onFocus: (event) => setHeld(event.target instanceof HTMLTableRowElement || event.target.closest('tbody') !== null),
    onBlur: (event) => {
      if (!(event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget))) setHeld(false);
    },
  };
}
