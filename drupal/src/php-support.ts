/** Until when a branch of PHP, such as `8.3`, is looked after. Days are included. */
export interface PhpSupport {
  /** `active`: bugs are mended; `security`: holes alone; `unknown`: the branch is not in the table. */
  readonly state: 'active' | 'security' | 'ended' | 'unknown';
  readonly activeUntil: string | null;
  /** The last day of security support; null where it is not known, or long past. */
  readonly endsOn: string | null;
}

/**
 * The days that php.net publishes (supported-versions.php and eol.php). A branch lives for four years, until the end of a
 * year since 8.1; a new one is added here once a year.
 */
const ENDS: Readonly<Record<string, { readonly end: string; readonly active?: string }>> = {
  '7.0': { end: '2019-01-10' },
  '7.1': { end: '2019-12-01' },
  '7.2': { end: '2020-11-30' },
  '7.3': { end: '2021-12-06' },
  '7.4': { end: '2022-11-28' },
  '8.0': { end: '2023-11-26' },
  '8.1': { end: '2025-12-31', active: '2023-11-25' },
  '8.2': { end: '2026-12-31', active: '2024-12-31' },
  '8.3': { end: '2027-12-31', active: '2025-12-31' },
  '8.4': { end: '2028-12-31', active: '2026-12-31' },
  '8.5': { end: '2029-12-31', active: '2027-12-31' },
};

/** The branch of what PHP calls its version: `8.3` of `8.3.14-1ubuntu2`. Null where it begins with no two numbers. */
export function phpBranchOf(version: string): string | null {
  const [, major, minor] = /^(\d{1,4})\.(\d{1,4})(?!\d)/.exec(version) ?? [];
  return major === undefined ? null : `${Number(major)}.${Number(minor)}`;
}

/**
 * The support of a branch by the UTC date of `now`. What lies below the table has ended; what it does not know is never
 * said to be supported.
 */
export function phpSupportOf(branch: string, now: Date): PhpSupport {
  const known = ENDS[branch];
  if (known === undefined) return { state: Number(branch) < 7 ? 'ended' : 'unknown', activeUntil: null, endsOn: null };
  const today = now.toISOString().slice(0, 10);
  const { end, active = null } = known;
  const state = today > end ? 'ended' : active !== null && today <= active ? 'active' : 'security';
  return { state, activeUntil: active, endsOn: end };
}
