import type { SentReport } from './expected.ts';

export type Query = <Row>(text: string, values?: readonly unknown[]) => Promise<Row[]>;

export interface StoredReport {
  readonly site: string;
  readonly reportId: string;
  readonly status: string;
  readonly bodyHash: string;
  /** Where it stands among the reports of its site. */
  readonly effectiveMs: number;
  readonly isBaseline: boolean;
}

export interface KeptReport extends Pick<StoredReport, 'site' | 'reportId' | 'bodyHash' | 'effectiveMs'> {
  /** Why it was given up; null where it waits. */
  readonly givenUp: string | null;
}

/** What the database holds of reports. */
export interface Stored {
  readonly reports: readonly StoredReport[];
  readonly inbox: readonly KeptReport[];
  /** How often each is there, applied or kept. */
  readonly counts: ReadonlyMap<string, number>;
  /** Those that say what the site runs, of each site from its baseline on. */
  readonly countedOf: (site: string, sent: ReadonlyMap<string, SentReport>) => SentReport[];
}

const counted = new Set(['applied', 'unchanged', 'stale']);

export async function readStored(query: Query): Promise<Stored> {
  const reports = await query<StoredReport>(`
    select s.uuid as site, r.report_id as "reportId", r.status, encode(r.body_hash, 'hex') as "bodyHash", r.baseline as "isBaseline",
      (extract(epoch from r.effective_at) * 1000)::float8 as "effectiveMs"
    from site_reports r join sites s on s.id = r.site_id`);
  const inbox = await query<KeptReport>(`
    select s.uuid as site, i.report_id as "reportId", encode(i.body_hash, 'hex') as "bodyHash",
      (extract(epoch from i.received_at) * 1000)::float8 as "effectiveMs",
      case when i.dead_at is not null then coalesce(i.failure, 'for no reason') end as "givenUp"
    from report_inbox i join sites s on s.id = i.site_id`);
  const counts = new Map<string, number>();
  for (const { reportId } of [...reports, ...inbox]) counts.set(reportId, (counts.get(reportId) ?? 0) + 1);
  const bySite = new Map<string, StoredReport[]>();
  for (const report of reports) bySite.set(report.site, [...(bySite.get(report.site) ?? []), report]);
  return {
    ...{ reports, inbox, counts },
    countedOf(site, sent) {
      const own = (bySite.get(site) ?? []).filter(({ status }) => counted.has(status));
      const baseline = own.find(({ isBaseline }) => isBaseline);
      const first = sent.get(baseline?.reportId ?? '');
      return own.flatMap(({ reportId }) => {
        const report = sent.get(reportId);
        return report === undefined || (first !== undefined && isBefore(report, first)) ? [] : report;
      });
    },
  };
}

function isBefore(one: SentReport, other: SentReport): boolean {
  const ahead = Date.parse(one.generatedAt) - Date.parse(other.generatedAt);
  return ahead === 0 ? one.sequence < other.sequence : ahead < 0;
}
