import type { Icon as TablerIcon } from '@tabler/icons-react';

/** A line icon beside a word. Where it stands alone the control around it has the name. */
export function Icon({ of: Shape, size = 16 }: { of: TablerIcon; size?: number }) {
  return (
    <Shape
      className="icon"
      size={size}
      stroke={2}
      aria-hidden
      focusable={false}
      style={{ width: size, height: size }}
    />
  );
}
