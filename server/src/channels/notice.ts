import type { HoleNews, News, NewsSite, SilentNews } from '../messages/news.ts';
import { harmless, shortened } from './plain-text.ts';

/** What is said of an event, in words that are safe in any markup and not yet in any form. */
export interface Notice {
  /** The same for everything that is said of one matter. */
  readonly key: string;
  readonly isOver: boolean;
  readonly severity: 'critical' | 'error' | 'warning' | 'info';
  readonly title: string;
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  readonly sites: readonly NewsSite[];
  /** A page of ours. */
  readonly link: string;
  /** A page of drupal.org. */
  readonly source: string | null;
}

const silences: Record<SilentNews['reason'], string> = {
  key_revoked: 'Its key was revoked.',
  reports_refused: 'Its reports are refused.',
  nothing_came: 'Nothing came.',
};
const changes = { joined: 'joined', left: 'left', role_changed: 'has another role' } as const;

export function noticeOf(news: News, publicUrl: string): Notice {
  const page = `${publicUrl}/o/${news.organization.id}`;
  const isOver = news.stage === 'resolved';
  const base = { isOver, severity: isOver ? 'info' : 'warning', sites: [], source: null } as const;
  const key = (...parts: string[]) => [news.kind, news.organization.id, ...parts].join(':');
  switch (news.kind) {
    case 'security_exposure':
    case 'exposure_overdue':
      return {
        ...base,
        ...ofHole(news, page),
        key: key(news.hole.project.name, news.hole.advisory ?? news.hole.title),
      };
    case 'project_unsupported': {
      const { project, sites } = news;
      const title = isOver
        ? `${harmless(project.title)} is supported again, or gone from your sites`
        : `${harmless(project.title)} is not supported any more: ${counted(sites.length)}`;
      const link = `${page}/modules/${encodeURIComponent(project.name)}`;
      return { ...base, key: key(project.name), title, facts: [], sites, link };
    }
    case 'site_silent': {
      const { site, lastReportAt } = news;
      const name = harmless(site.name);
      return {
        ...base,
        key: key(site.id),
        title: isOver ? `${name} reports again` : `${name} has stopped reporting`,
        facts: facts(
          ['Last report', lastReportAt === null ? 'never' : timeText(lastReportAt)],
          ['Expected every', `${news.expectedHours} h`],
          ['Why', isOver ? null : silences[news.reason]],
          ['Refused because', news.refusal],
        ),
        sites: [site],
        link: `${page}/sites/${site.id}`,
      };
    }
    case 'mute_ending': {
      const { mute } = news;
      return {
        ...base,
        key: key(mute.id),
        title: `A mute of ${harmless(mute.project)} ends on ${timeText(mute.endsAt)}`,
        facts: facts(['Where', mute.where ?? 'the whole organization'], ['Reason', mute.reason]),
        link: `${page}/settings`,
      };
    }
    case 'key_ending': {
      const { key: apiKey } = news;
      return {
        ...base,
        key: key(apiKey.id),
        title: `The API key ${harmless(apiKey.name)} ends on ${timeText(apiKey.expiresAt)}`,
        facts: facts(['Site', apiKey.site]),
        link: `${page}/keys`,
      };
    }
    case 'membership_changed':
      return {
        ...base,
        severity: 'info',
        key: key(news.id),
        title: `${harmless(news.person)} ${changes[news.change]}`,
        facts: facts(['Role', news.role], ['Role before', news.formerRole], ['By', news.by]),
        link: `${page}/members`,
      };
    case 'report_ready':
      return {
        ...base,
        severity: 'info',
        key: key(news.id),
        title: `The report ${harmless(news.name)} is ready`,
        facts: [],
        link: `${publicUrl}${news.path.startsWith('/') ? '' : '/'}${news.path}`,
      };
  }
}

function ofHole(news: HoleNews, page: string): Omit<Notice, 'key'> {
  const { hole, stage, sites } = news;
  const name = harmless(hole.project.title);
  const label = hole.advisory === null ? '' : `${harmless(hole.advisory)}: `;
  const where = counted(sites.length);
  const titles = {
    opened: `${label}${name} has a security hole on ${where}`,
    grown: `${label}${name} has a security hole on ${where} more`,
    resolved: `${label}the hole in ${name} is closed on ${where}`,
  };
  const isLate = news.kind === 'exposure_overdue' && stage !== 'resolved';
  return {
    isOver: stage === 'resolved',
    severity: stage === 'resolved' ? 'info' : severityOf(hole.risk),
    title: isLate ? `${label}${name} should have been updated by now on ${where}` : titles[stage],
    facts: facts(
      ['What', hole.title],
      ['Risk', hole.risk === null ? 'not known' : `${hole.risk} of 25`],
      ['Fixed in', hole.fixedIn.join(', ')],
      ['Exposed now', `${news.exposed} of ${news.fleet} sites`],
      ['Due', hole.dueAt === null || stage === 'resolved' ? null : timeText(hole.dueAt)],
    ).concat(stage === 'resolved' || hole.composer === null ? [] : { name: 'Command', value: command(hole.composer) }),
    sites,
    link:
      hole.advisory === null
        ? `${page}/modules/${encodeURIComponent(hole.project.name)}`
        : `${page}/advisories/${encodeURIComponent(hole.advisory)}`,
    source: hole.link,
  };
}

/** Who does not know the risk takes it for 15, as everywhere. */
function severityOf(risk: number | null): Notice['severity'] {
  const assumed = risk ?? 15;
  return assumed >= 20 ? 'critical' : assumed >= 15 ? 'error' : 'warning';
}

function facts(...pairs: readonly (readonly [string, string | null])[]): Notice['facts'] {
  return pairs.flatMap(([name, value]) =>
    value === null || value === '' ? [] : [{ name, value: harmless(value, factLength) }],
  );
}

/** To be pasted as it is: with nothing in between its characters, as long as they are those of a command. */
export function command(text: string): string {
  return /^composer [\w ./:^~="'|,-]+$/.test(text) ? text : harmless(text, factLength);
}

const factLength = 400;
const counted = (sites: number) => (sites === 1 ? '1 site' : `${sites} sites`);
const timeText = (time: Date) => `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** One line of a site: its name and where it is, and from which version to which. */
export function siteLine({ name, url, installed, fix }: NewsSite): string {
  // The parser of URLs leaves nothing in a host that would be more than its name.
  const where = URL.canParse(url) ? ` (${shortened(new URL(url).host, 80)})` : '';
  const versions = [installed, fix].filter((version) => version !== null).map((version) => harmless(version, 64));
  return `${harmless(name, 80)}${where}${versions.length === 0 ? '' : `: ${versions.join(' → ')}`}`;
}
