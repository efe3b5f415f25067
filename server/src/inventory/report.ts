import type { ReportStatus, ReportWarning } from '@patchlight/contract/inventory';

/** One project, or piece of custom code, as a report says the site runs it. */
export interface ReportedProject {
  readonly name: string;
  readonly isCustom: boolean;
  readonly type: string;
  /** As the site sent it; a version that is not there is `missingVersion`. */
  readonly version: string;
  /** Unix seconds of a development build; 0 for everything else. */
  readonly datestamp: number;
  /** JSON of its extensions and patches; null where the project is its one extension and has no patches. */
  readonly extensions: string | null;
  readonly patches: string | null;
  /** Where `version` is Composer's: the drupal.org versions that it may stand for. */
  readonly candidates?: readonly string[];
  /** Where a person decided that it is something else than the report says: how the report names it. */
  readonly reportedAs?: string;
}

/** A report that was read and checked, ready to be compared with what the site ran before. */
export interface Report {
  readonly reportId: string;
  /** False where the sender left the id or the time out, so that the same bytes mean the same report anew. */
  readonly isRepeatable: boolean;
  readonly kind: 'full' | 'heartbeat';
  readonly effectiveAt: Date;
  readonly sequence: number | null;
  readonly source: 'site' | 'repository';
  readonly trigger: string | null;
  readonly agent: string | null;
  readonly instanceId: string | null;
  readonly coreVersion: string | null;
  readonly phpVersion: string | null;
  readonly platform: string | null;
  readonly inventoryHash: string | null;
  /** Null where the report says nothing of extensions: nothing is removed then. */
  readonly projects: readonly ReportedProject[] | null;
  /** Projects of which a row could not be read: they stay as they were, and are not taken for removed. */
  readonly unreadable: ReadonlySet<string>;
  /** It may leave out what is there: nothing is taken for removed because it is not named. */
  readonly isPartial: boolean;
  readonly warnings: readonly ReportWarning[];
}

/** A report on its way into the database. */
export interface ReportArrival {
  readonly site: { readonly id: number; readonly uuid: string; readonly organizationId: number };
  readonly report: Report;
  readonly receivedAt: Date;
  /** SHA-256 of the bytes, in hexadecimal. */
  readonly bodyHash: string;
  readonly requestId: string;
  readonly actor: { readonly actor_type: string; readonly actor_id: string | null; readonly actor_name: string | null };
}

/** What became of a report; the answer is made of it. */
export interface Outcome {
  readonly reportId: string;
  readonly status: ReportStatus;
  readonly receivedAt: string;
  readonly want: 'full' | null;
  readonly nextReportAfterSeconds: number;
  readonly warnings: readonly ReportWarning[];
}
