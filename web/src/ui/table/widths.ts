import { type Column, leastLeft } from './columns.ts';

/** Widths that somebody gave to columns, in pixels, by their ids. */
export type Widths = Readonly<Record<string, number>>;

const least = 56;

type Sized = Pick<Column<never>, 'id' | 'width'>;

export interface Side {
  readonly column: Sized;
  /** As it is drawn. */
  readonly px: number;
}

// What is narrower already, on a small screen, may stay so.
const leastOf = ({ column, px }: Side) => Math.min(px, column.width === undefined ? leastLeft : least);

/** How narrow and how wide the left of two neighbours may become. */
export function boundsOf(left: Side, right: Side): readonly [from: number, to: number] {
  return [leastOf(left), left.px + right.px - leastOf(right)];
}

/** The line between two neighbours is moved: what the one gets the other gives, and nothing else moves. */
export function traded(left: Side, right: Side, to: number): Widths {
  const [from, most] = boundsOf(left, right);
  const px = Math.round(Math.max(from, Math.min(most, to)));
  const isLeftFree = left.column.width === undefined;
  const isRightFree = right.column.width === undefined;
  return {
    // One that shares what is left goes on doing so: its neighbour alone is told.
    ...((!isLeftFree || isRightFree) && { [left.column.id]: px }),
    ...(!isRightFree && { [right.column.id]: Math.round(left.px + right.px - px) }),
  };
}

/** The widths to draw: what was widened gives way where the table would become wider than its room. */
export function fitted(columns: readonly Sized[], own: Widths, room: number): Widths {
  const usual = ({ width }: Sized) => (typeof width === 'number' ? width : leastLeft);
  const wanted = (column: Sized) => own[column.id] ?? usual(column);
  const extra = (column: Sized) => Math.max(0, wanted(column) - usual(column));
  const sum = (of: (column: Sized) => number) => columns.reduce((total, column) => total + of(column), 0);
  const over = room === 0 ? 0 : Math.max(0, sum(wanted) - Math.max(room, sum(usual)));
  const share = over === 0 ? 0 : Math.min(1, over / Math.max(1, sum(extra)));
  return Object.fromEntries(
    columns.flatMap((column) => {
      const px = own[column.id];
      return px === undefined ? [] : [[column.id, Math.floor(px - extra(column) * share)]];
    }),
  );
}
