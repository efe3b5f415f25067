import type { EventKind } from '@patchlight/contract/event-kinds';

/** Of one event: it began; more sites joined it; it is over. */
export type Stage = 'opened' | 'grown' | 'resolved';

export interface Named {
  readonly id: string;
  readonly name: string;
}

/** A site as it is told of. Names are a tenant's words: escape them. */
export interface NewsSite extends Named {
  readonly url: string;
  readonly environment: string;
  readonly tags: readonly string[];
  /** The version it runs, or, of a hole that is closed, the one it ran. */
  readonly installed: string | null;
  /** The version to take, or the one that was taken. */
  readonly fix: string | null;
}

/** What is insecure: an advisory, or a security release of which no advisory tells. */
export interface Hole {
  /** As drupal.org names it, such as SA-CONTRIB-2026-098; null for a release alone. */
  readonly advisory: string | null;
  readonly title: string;
  readonly link: string | null;
  readonly aliases: readonly string[];
  readonly project: { readonly name: string; readonly title: string };
  /** 0 to 25; null where nobody gave one. */
  readonly risk: number | null;
  /** Such as `AC:Basic/A:None/CI:Some/II:Some/E:Theoretical/TD:All`. */
  readonly riskVector: string | null;
  readonly fixedIn: readonly string[];
  readonly publishedAt: Date | null;
  /** Until when the organization means to have it closed. */
  readonly dueAt: Date | null;
  readonly targetHours: number;
  /** The command that closes it on most of these sites; null where none does. */
  readonly composer: string | null;
}

interface NewsOf<Kind extends EventKind> {
  /** Of the notice: the same for everybody who is told of it, and on every repeat. */
  readonly id: string;
  readonly organization: Named;
  readonly kind: Kind;
  readonly stage: Stage;
  readonly at: Date;
}

/** Sites are those the reader may be told of: in scope, and not muted. */
export interface HoleNews extends NewsOf<'security_exposure' | 'exposure_overdue'> {
  readonly hole: Hole;
  /** Told of now; of a hole that is closed, all that had it. */
  readonly sites: readonly NewsSite[];
  /** Exposed now, those of earlier notices too. */
  readonly exposed: number;
  /** All sites in the reader's scope. */
  readonly fleet: number;
}

export interface UnsupportedNews extends NewsOf<'project_unsupported'> {
  readonly project: { readonly name: string; readonly title: string };
  readonly sites: readonly NewsSite[];
  readonly fleet: number;
}

/** Why a site says nothing, as far as it can be seen from here. */
export type SilenceReason = 'key_revoked' | 'reports_refused' | 'nothing_came';

export interface SilentNews extends NewsOf<'site_silent'> {
  readonly site: NewsSite;
  readonly lastReportAt: Date | null;
  readonly expectedHours: number;
  readonly reason: SilenceReason;
  /** Of the last report that was refused. */
  readonly refusal: string | null;
}

export interface MuteNews extends NewsOf<'mute_ending'> {
  readonly mute: {
    readonly id: string;
    readonly project: string;
    /** A site's name, tags, or null for the whole organization. */
    readonly where: string | null;
    readonly reason: string;
    readonly endsAt: Date;
  };
}

export interface KeyNews extends NewsOf<'key_ending'> {
  readonly key: { readonly id: string; readonly name: string; readonly site: string | null; readonly expiresAt: Date };
}

export interface MemberNews extends NewsOf<'membership_changed'> {
  readonly person: string;
  readonly change: 'joined' | 'left' | 'role_changed';
  readonly role: string | null;
  readonly formerRole: string | null;
  readonly by: string | null;
}

export interface ReportNews extends NewsOf<'report_ready'> {
  readonly name: string;
  readonly path: string;
}

export type News = HoleNews | UnsupportedNews | SilentNews | MuteNews | KeyNews | MemberNews | ReportNews;
