import type {
  Hole,
  HoleNews,
  KeyNews,
  MemberNews,
  MuteNews,
  Named,
  NewsSite,
  SilentNews,
  UnsupportedNews,
} from './news.ts';

export type DigestKind = 'daily' | 'weekly';

/** From the end of the digest before, which is not in it any more, to the end of this one. */
export interface Window {
  readonly from: Date;
  readonly to: Date;
}

/** A hole past its target that some sites still have. */
export interface OverdueHole {
  readonly hole: Hole;
  readonly sites: readonly NewsSite[];
}

/** A release that came in the window, and the sites that may take it. */
export interface NewRelease {
  readonly project: { readonly name: string; readonly title: string };
  readonly version: string;
  readonly sites: number;
}

/** A number and what it was when the window began; null where that is not known. */
export interface Figure {
  readonly now: number;
  readonly before: number | null;
}

/** What a weekly digest says besides. */
export interface WeekFigures {
  /** Sites by their status now; `silent` by freshness; `fixed` holes closed on a site in the window. */
  readonly security: Figure;
  readonly unsupported: Figure;
  readonly update: Figure;
  readonly silent: Figure;
  readonly fixed: Figure;
  /** Sites with a security update to take at the end of each of the last twelve weeks, the oldest first. */
  readonly trend: readonly number[];
  /** What to do first: the update, the sites that it mends. */
  readonly first: readonly { readonly hole: Hole; readonly sites: number }[];
}

/** What happened in one organization in a window, as its reader may see it. */
export interface DigestPart {
  readonly organization: Named;
  readonly opened: readonly HoleNews[];
  readonly fixed: readonly HoleNews[];
  readonly pastTarget: readonly OverdueHole[];
  readonly unsupported: readonly UnsupportedNews[];
  readonly silent: readonly SilentNews[];
  readonly back: readonly SilentNews[];
  readonly endingMutes: readonly MuteNews[];
  readonly endingKeys: readonly KeyNews[];
  readonly members: readonly MemberNews[];
  /** Only where the reader asked for other updates in this digest. */
  readonly releases: readonly NewRelease[];
  /** Holes that some site in scope still has, and how many sites have one. */
  readonly open: { readonly holes: number; readonly sites: number };
  readonly fleet: number;
  /** Only in a weekly digest. */
  readonly week: WeekFigures | null;
}

/** What one person is told of a window; an organization in which nothing happened is left out of a daily one. */
export interface Digest extends Window {
  readonly kind: DigestKind;
  readonly parts: readonly DigestPart[];
  /** When Drupal's next advisories are to be expected. */
  readonly nextWindow: Date;
}
