import type { ModuleStatus } from '@patchlight/contract/verdicts';
import type { ReactElement } from 'react';

const box = { x: 1, y: 1, width: 16, height: 16, rx: 3 };

// Fill and pattern: solid with a mark, diagonal, dots, solid, a dashed outline.
const cells: Record<ModuleStatus, ReactElement> = {
  security: (
    <>
      <rect {...box} fill="var(--security-fill)" />
      <path d="M9 5v4.6" stroke="var(--security-on-fill)" strokeWidth="1.8" strokeLinecap="round" />
      <circle cx="9" cy="12.6" r="1.1" fill="var(--security-on-fill)" />
    </>
  ),
  unsupported: <rect {...box} fill="url(#strip-unsupported)" />,
  update: <rect {...box} fill="url(#strip-update)" />,
  current: <rect {...box} fill="var(--current-fill)" />,
  unknown: (
    <rect
      x="1.75"
      y="1.75"
      width="14.5"
      height="14.5"
      rx="2.5"
      fill="none"
      stroke="var(--unknown-fill)"
      strokeWidth="1.5"
      strokeDasharray="2.5 2"
    />
  ),
};

export function StripCell({ status }: { status: ModuleStatus }) {
  return (
    <svg viewBox="0 0 18 18" width={18} height={18} aria-hidden focusable={false}>
      {cells[status]}
    </svg>
  );
}

/** The patterns of the cells; once on a page. */
export function StripPatterns() {
  return (
    <svg width={0} height={0} style={{ position: 'absolute' }} aria-hidden focusable={false}>
      <defs>
        <pattern id="strip-unsupported" width="6" height="6" patternUnits="userSpaceOnUse">
          <rect width="6" height="6" fill="var(--unsupported-fill)" />
          <path
            d="M-1.5 4.5 4.5 -1.5M1.5 7.5 7.5 1.5"
            stroke="var(--color-card)"
            strokeWidth="1.2"
            strokeOpacity="0.75"
          />
        </pattern>
        <pattern id="strip-update" width="6" height="6" patternUnits="userSpaceOnUse">
          <rect width="6" height="6" fill="var(--update-fill)" />
          <circle cx="3" cy="3" r="0.9" fill="var(--color-card)" fillOpacity="0.7" />
        </pattern>
      </defs>
    </svg>
  );
}
