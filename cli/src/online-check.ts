import { type Client, ConnectionError } from '@patchlight/contract/client';
import { listSiteModules, listSiteReports, type SiteModule } from '@patchlight/contract/inventory';
import { getSite, listSites, type Site } from '@patchlight/contract/sites';
import { type ModuleStatus, moduleStatuses } from '@patchlight/contract/verdicts';
import { usualCorePackages } from '@patchlight/drupal/composer-line';
import { exitCodes } from './exit-codes.ts';
import { Failure, failureOf, usage } from './failure.ts';
import type { Checked, CheckedProject, CheckedSite, Rule } from './findings.ts';
import { organizationId } from './organization-lookup.ts';
import { ageOf } from './printable.ts';
import type { Session } from './session.ts';
import { resolveSiteId } from './site-lookup.ts';

export interface Selection {
  sites: readonly string[];
  tag?: string | undefined;
  organization?: string | undefined;
  maxAgeSeconds?: number | undefined;
  waitSeconds?: number | undefined;
}

/** Asks the server for the verdicts of the chosen sites. A site that cannot be read is a problem, not the end. */
export async function checkOnline(session: Session, selection: Selection, rule: Rule): Promise<Checked> {
  if (session.settings.credential?.kind === 'site_key')
    throw new Failure(exitCodes.denied, 'A site key sends reports; it may not read verdicts.', {
      next: 'use an organization key with the scope read',
    });
  const client = session.client();
  const deadline = session.io.now().getTime() + (selection.waitSeconds ?? 0) * 1000;
  const chosen = await chooseSites(client, selection);
  const checked: Checked = { sites: [], projects: [], lock: null, corePackages: usualCorePackages };
  for (const { id, site } of chosen) {
    if (selection.waitSeconds !== undefined) await waitForReport(session, id, { deadline, ...selection });
    try {
      // Read again after a wait: the list was made before the report was applied.
      const fresh = site !== null && selection.waitSeconds === undefined ? site : await readSite(client, id);
      const projects = mayHaveFindings(fresh, rule) ? await readProjects(session, fresh) : [];
      checked.sites.push(checkedSite(fresh, session.io.now(), selection.maxAgeSeconds));
      checked.projects.push(...projects);
    } catch (error) {
      if (chosen.length === 1 || !isPassing(error)) throw error;
      const text = failureOf(error).message;
      checked.sites.push({ ...nothingOf(site), id, problem: { code: 'failed', text } });
    }
  }
  return checked;
}

async function chooseSites(client: Client, selection: Selection): Promise<{ id: string; site: Site | null }[]> {
  if (selection.sites.length > 0) {
    const ids: string[] = [];
    for (const wanted of selection.sites) ids.push(await resolveSiteId(client, wanted));
    return [...new Set(ids)].map((id) => ({ id, site: null }));
  }
  const query = {
    per_page: 100,
    ...(selection.tag === undefined ? {} : { tag: selection.tag }),
    ...(selection.organization === undefined
      ? {}
      : { organization_id: await organizationId(client, selection.organization) }),
  };
  const chosen: { id: string; site: Site }[] = [];
  for await (const page of client.pages(listSites, { query }))
    chosen.push(...page.data.map((site) => ({ id: site.id, site })));
  if (chosen.length === 0) throw new Failure(exitCodes.nothing, 'No site fits.', { next: 'patchlight sites list' });
  return chosen;
}

async function readSite(client: Client, id: string): Promise<Site> {
  return (await client.call(getSite, { params: { site_id: id } })).data;
}

/** A site's status is its worst unmuted project, so most sites of a fleet need no second request. */
function mayHaveFindings(site: Site, rule: Rule): boolean {
  if (rule.includeMuted && site.counts.muted > 0) return true;
  return moduleStatuses.indexOf(site.status) <= moduleStatuses.indexOf(rule.failOn);
}

async function readProjects(session: Session, site: Site): Promise<CheckedProject[]> {
  const rows: CheckedProject[] = [];
  const input = { params: { site_id: site.id }, query: { per_page: 100 } };
  for await (const page of session.client().pages(listSiteModules, input))
    for (const row of page.data)
      if (row.status !== null) rows.push(checkedProject(site, row, row.status, session.io.now()));
  return rows;
}

function checkedProject(site: Site, row: SiteModule, status: ModuleStatus, now: Date): CheckedProject {
  const affected = row.advisories.filter((advisory) => advisory.exposure === 'affected');
  const [published] = affected.flatMap((advisory) => advisory.published_at ?? []).sort();
  return {
    site: { id: site.id, name: site.name, url: site.url },
    project: row.module.name,
    installed: row.version,
    status,
    core_status: row.core_status,
    reason: row.reason,
    fix: row.fix?.version ?? null,
    action: row.fix?.action ?? null,
    fits_core: row.fix?.fits_core ?? null,
    risk: row.risk,
    age_days: published === undefined ? null : Math.floor((now.getTime() - Date.parse(published)) / 86_400_000),
    advisories: row.advisories.map(({ id, title, risk, exposure, published_at }) => ({
      id,
      title,
      risk,
      exposure,
      published_at,
    })),
    muted: row.muted !== null,
    stale: row.stale,
  };
}

function checkedSite(site: Site, now: Date, maxAgeSeconds: number | undefined): CheckedSite {
  return {
    ...nothingOf(site),
    status: site.status,
    reported_at: site.reported_at,
    projects: site.counts.modules - site.counts.custom,
    unknown: site.counts.unknown,
    muted: site.counts.muted,
    problem: problemOf(site, now, maxAgeSeconds),
  };
}

function nothingOf(site: Site | null): CheckedSite {
  const { id = null, name = 'unknown', url = null } = site ?? {};
  return { id, name, url, status: null, reported_at: null, projects: 0, unknown: 0, muted: 0, problem: null };
}

function problemOf(site: Site, now: Date, maxAgeSeconds: number | undefined): CheckedSite['problem'] {
  if (site.reported_at === null) return { code: 'never_reported', text: 'never reported' };
  const isOld = now.getTime() - Date.parse(site.reported_at) > (maxAgeSeconds ?? Number.POSITIVE_INFINITY) * 1000;
  return isOld ? { code: 'too_old', text: `last reported ${ageOf(site.reported_at, now)} ago` } : null;
}

/** Polls until the site's newest report is no longer pending and no older than `maxAgeSeconds`, and until there is one. */
async function waitForReport(
  session: Session,
  siteId: string,
  { deadline, maxAgeSeconds = Number.POSITIVE_INFINITY }: { deadline: number; maxAgeSeconds?: number | undefined },
): Promise<void> {
  for (let pause = 250; ; pause = Math.min(pause * 1.5, 3000)) {
    const input = { params: { site_id: siteId }, query: { per_page: 1 } };
    const [newest] = (await session.client().call(listSiteReports, input)).data;
    const now = session.io.now().getTime();
    const isTooOld = newest !== undefined && now - Date.parse(newest.received_at) > maxAgeSeconds * 1000;
    if (newest !== undefined && newest.status !== 'pending' && !isTooOld) {
      if (newest.status === 'quarantined' || newest.status === 'rejected')
        session.terminal.warn(`the newest report was ${newest.status}: ${newest.reason ?? 'no reason given'}`);
      return;
    }
    const left = deadline - now;
    if (left <= 0) {
      const isPending = newest?.status === 'pending' && !isTooOld;
      throw new Failure(
        exitCodes.timedOut,
        isPending ? 'The newest report is still pending.' : 'No report arrived in time.',
        {
          why: isTooOld ? `the newest one came ${ageOf(newest.received_at, session.io.now())} ago` : undefined,
          next: 'a longer --wait, or patchlight status',
        },
      );
    }
    await new Promise((resolve) => setTimeout(resolve, Math.min(pause, left)));
  }
}

/** True for faults that concern one site of many; a refused credential would be refused for each. */
function isPassing(error: unknown): boolean {
  return error instanceof ConnectionError || failureOf(error).exitCode !== exitCodes.denied;
}

/** Fails early when nothing is named, instead of checking everything by accident. */
export function demandSelection(selection: Selection): void {
  if (selection.sites.length > 0 && (selection.tag !== undefined || selection.organization !== undefined))
    throw usage('Name sites, or a tag and an organization.', { why: '--site already says which' });
  if (selection.sites.length === 0 && selection.tag === undefined && selection.organization === undefined)
    throw usage('Say what to check.', {
      next: 'patchlight check --site URL   (or --tag, --organization, --composer-lock)',
    });
}
