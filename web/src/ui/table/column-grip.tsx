import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import { useText } from '../../text/text.tsx';
import type { Column } from './columns.ts';
import styles from './table.module.css';
import type { ColumnWidths } from './use-column-widths.ts';
import { boundsOf, type Side, traded } from './widths.ts';

const step = 16;

interface ColumnGripProps<R> {
  readonly left: Column<R>;
  /** In whose head it stands. */
  readonly right: Column<R>;
  readonly change: ColumnWidths['change'];
}

/** The line between two columns: moved with the mouse or by arrow keys, put back by a double click or Enter. */
export function ColumnGrip<R>({ left, right, change }: ColumnGripProps<R>) {
  const say = useText();
  const grip = useRef<HTMLDivElement>(null);
  const drag = useRef<{ x: number; sides: [Side, Side] }>(undefined);
  const [value, setValue] = useState({ now: typeof left.width === 'number' ? left.width : 0, from: 0, to: 1000 });
  const sides = (): [Side, Side] => {
    const head = grip.current?.closest('th');
    const px = (of: Element | null | undefined) => of?.getBoundingClientRect().width ?? 0;
    return [
      { column: left, px: px(head?.previousElementSibling) },
      { column: right, px: px(head) },
    ];
  };
  const tell = ([one, other]: [Side, Side], now = one.px) => {
    const [from, to] = boundsOf(one, other);
    setValue({ now: Math.round(Math.max(from, Math.min(to, now))), from: Math.round(from), to: Math.round(to) });
  };
  const moveTo = (of: [Side, Side], px: number, isKept: boolean) => {
    change(traded(...of, px), isKept);
    tell(of, px);
  };
  const reset = () => change({ [left.id]: undefined, [right.id]: undefined }, true);
  const move = (event: PointerEvent, isKept: boolean) => {
    if (drag.current === undefined) return;
    const { x, sides: of } = drag.current;
    moveTo(of, of[0].px + event.clientX - x, isKept);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const of = sides();
    const [from, to] = boundsOf(...of);
    const px = { ArrowLeft: of[0].px - step, ArrowRight: of[0].px + step, Home: from, End: to }[event.key];
    if (event.key === 'Enter') reset();
    else if (px !== undefined) moveTo(of, px, true);
    else return;
    event.preventDefault();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule cannot be moved
    <div
      ref={grip}
      role="separator"
      aria-orientation="vertical"
      aria-label={say('table.width', { name: left.head })}
      aria-valuenow={value.now}
      aria-valuemin={value.from}
      aria-valuemax={value.to}
      tabIndex={0}
      className={`${styles.grip} no-print`}
      title={say('table.width.how')}
      onFocus={() => tell(sides())}
      onKeyDown={onKeyDown}
      onDoubleClick={reset}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        drag.current = { x: event.clientX, sides: sides() };
      }}
      onPointerMove={(event) => move(event, false)}
      onPointerUp={(event) => {
        // A click moves nothing; of a double click the width is reset.
        if (event.clientX !== drag.current?.x) move(event, true);
        drag.current = undefined;
      }}
      onPointerCancel={() => {
        drag.current = undefined;
      }}
    />
  );
}
