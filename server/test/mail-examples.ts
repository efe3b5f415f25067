import type { Digest, DigestPart, Figure, WeekFigures } from '../src/messages/digest-content.ts';
import type { Reader, Why } from '../src/messages/mails/render.ts';
import type {
  Hole,
  HoleNews,
  KeyNews,
  MemberNews,
  MuteNews,
  News,
  NewsSite,
  ReportNews,
  SilentNews,
  UnsupportedNews,
} from '../src/messages/news.ts';

// What mails can be about, as one believable agency would have it.

export const publicUrl = 'https://patchlight.example';
export const studio = { id: '0198a1c2-7d11-7c3e-9d55-3c7c5a1e0001', name: 'Fjordlight Studio' };
export const harbour = { id: '0198a1c2-7d11-7c3e-9d55-3c7c5a1e0002', name: 'Harbour & Vine' };
const at = new Date('2026-08-12T17:58:00Z');
const hours = (count: number, from = at) => new Date(from.getTime() + count * 3_600_000);

const instant: Why = {
  type: 'instant',
  kinds: ['security_exposure'],
  fromRisk: 15,
  scope: { type: 'tags', names: ['alderbrook', 'vesterholm', 'ferrow-health'] },
};

export function reader(change: Partial<Reader> = {}): Reader {
  return {
    email: 'mira@fjordlight.example',
    name: 'Mira Dahl',
    locale: 'en',
    timezone: 'Europe/Copenhagen',
    links: { publicUrl, unsubscribe: `${publicUrl}/unsubscribe#token=3f9c` },
    why: instant,
    ...change,
  };
}
export const daily = (change: Partial<Reader> = {}) =>
  reader({ why: { type: 'daily', scope: { type: 'all' } }, ...change });
export const weekly = (change: Partial<Reader> = {}) =>
  reader({ why: { type: 'weekly', scope: { type: 'all' } }, ...change });
export const account = (change: Partial<Reader> = {}) =>
  reader({ why: { type: 'account' }, links: { publicUrl, unsubscribe: null }, ...change });

const siteNames = [
  ['Alderbrook city portal', 'alderbrook', '2.0.11'],
  ['Alderbrook library', 'alderbrook', '2.0.8'],
  ['Alderbrook jobs', 'alderbrook', '2.0.11'],
  ['Alderbrook open data', 'alderbrook', '2.0.11'],
  ['Ferrow Regional Health', 'ferrow-health', '2.0.6'],
  ['Vesterholm University', 'vesterholm', '2.0.11'],
  ['Vesterholm intranet', 'vesterholm', '2.0.11'],
  ['Vesterholm admissions', 'vesterholm', '2.0.11'],
  ['Vesterholm alumni', 'vesterholm', '2.0.11'],
  ['Vesterholm press', 'vesterholm', '2.0.11'],
  ['Vesterholm library', 'vesterholm', '2.0.11'],
  ['Vesterholm events', 'vesterholm', '2.0.9'],
  ['Northgate Theatre', '', '2.0.11'],
  ['Lindqvist & Sons', '', '2.0.11'],
  ['Kestrel Insurance', '', '2.0.4'],
  ['Marrow Street Market', '', '2.0.11'],
] as const;

export function site(change: Partial<NewsSite> = {}): NewsSite {
  return {
    id: '0198a1c2-0000-7000-8000-000000000001',
    name: 'Alderbrook library',
    url: 'https://library.alderbrook.example',
    environment: 'production',
    tags: ['alderbrook'],
    installed: '2.0.8',
    fix: '2.0.13',
    ...change,
  };
}

export const sites: readonly NewsSite[] = siteNames.map(([name, tag, installed], index) =>
  site({
    id: `0198a1c2-0000-7000-8000-${String(index).padStart(12, '0')}`,
    name,
    tags: tag === '' ? [] : [tag, 'managed'],
    environment: index % 7 === 6 ? 'staging' : 'production',
    installed,
  }),
);

export function hole(change: Partial<Hole> = {}): Hole {
  return {
    advisory: 'SA-CONTRIB-2026-098',
    title: 'External Authentication - Critical - Access bypass - SA-CONTRIB-2026-098',
    link: 'https://www.drupal.org/sa-contrib-2026-098',
    aliases: ['CVE-2026-73476'],
    project: { name: 'externalauth', title: 'External Authentication' },
    risk: 15,
    riskVector: 'AC:Basic/A:None/CI:Some/II:Some/E:Theoretical/TD:All',
    fixedIn: ['2.0.13'],
    publishedAt: new Date('2026-08-12T17:56:00Z'),
    dueAt: new Date('2026-08-15T17:56:00Z'),
    targetHours: 72,
    composer: "composer require 'drupal/externalauth:^2.0.13' --with-all-dependencies",
    ...change,
  };
}

export function holeNews(change: Partial<HoleNews> = {}): HoleNews {
  return {
    id: 'news-1',
    organization: studio,
    kind: 'security_exposure',
    stage: 'opened',
    at,
    hole: hole(),
    sites,
    exposed: 16,
    fleet: 84,
    ...change,
  };
}

export const grown = holeNews({ stage: 'grown', sites: sites.slice(4, 7), exposed: 9 });
export const resolved = holeNews({ stage: 'resolved', at: hours(52), exposed: 0 });
export const overdue = holeNews({ kind: 'exposure_overdue', at: hours(73), sites: sites.slice(2, 6), exposed: 4 });
/** A release that closes something of which no advisory tells, and no vector says how bad it is. */
export const releaseOnly = holeNews({
  hole: hole({
    advisory: null,
    title: 'Colorbox',
    link: null,
    aliases: [],
    project: { name: 'colorbox', title: 'Colorbox' },
    risk: null,
    riskVector: null,
    fixedIn: ['2.1.4', '8.x-1.11'],
    dueAt: null,
    composer: null,
  }),
  sites: [
    site({ installed: '2.1.2', fix: '2.1.4', tags: [] }),
    site({ name: 'Kestrel Insurance', installed: '8.x-1.10', fix: '8.x-1.11', tags: [], environment: 'development' }),
    site({ name: 'Northgate Theatre', installed: '2.0.0', fix: null, tags: [] }),
  ],
  exposed: 3,
});

export function unsupported(change: Partial<UnsupportedNews> = {}): UnsupportedNews {
  return {
    id: 'news-2',
    organization: studio,
    kind: 'project_unsupported',
    stage: 'opened',
    at,
    project: { name: 'panels', title: 'Panels' },
    sites: sites.slice(0, 5).map((each) => ({ ...each, installed: '8.x-4.9', fix: null })),
    fleet: 84,
    ...change,
  };
}

export function silent(change: Partial<SilentNews> = {}): SilentNews {
  return {
    id: 'news-3',
    organization: studio,
    kind: 'site_silent',
    stage: 'opened',
    at,
    site: site(),
    lastReportAt: hours(-75),
    expectedHours: 24,
    reason: 'nothing_came',
    refusal: null,
    ...change,
  };
}
export const back = silent({ stage: 'resolved', lastReportAt: at });

export function mute(change: Partial<MuteNews['mute']> = {}): MuteNews {
  return {
    id: 'news-4',
    organization: studio,
    kind: 'mute_ending',
    stage: 'opened',
    at,
    mute: {
      id: 'm1',
      project: 'webform',
      where: 'Alderbrook library',
      reason: 'Relaunch in September, the form is switched off until then',
      endsAt: hours(7 * 24),
      ...change,
    },
  };
}

export function key(change: Partial<KeyNews['key']> = {}): KeyNews {
  return {
    id: 'news-5',
    organization: studio,
    kind: 'key_ending',
    stage: 'opened',
    at,
    key: { id: 'k1', name: 'Deploy pipeline', site: null, expiresAt: hours(14 * 24), ...change },
  };
}

export function member(change: Partial<MemberNews> = {}): MemberNews {
  return {
    id: 'news-6',
    organization: studio,
    kind: 'membership_changed',
    stage: 'opened',
    at,
    person: 'Anna Berg',
    change: 'joined',
    role: 'developer',
    formerRole: null,
    by: 'Mira Dahl',
    ...change,
  };
}

export const report: ReportNews = {
  id: 'news-7',
  organization: studio,
  kind: 'report_ready',
  stage: 'opened',
  at,
  name: 'Update lag, July 2026',
  path: `/o/${studio.id}/reports?period=monthly`,
};

const stormProjects = [
  ['Webform', 20, 'Remote code execution', 6],
  ['Drupal core', 17, 'Cross site scripting', 84],
  ['External Authentication', 15, 'Access bypass', 16],
  ['Paragraphs', 13, 'Information disclosure', 41],
  ['Search API Solr', 11, 'Access bypass', 9],
  ['Simple XML sitemap', 9, 'Cross site request forgery', 3],
] as const;

export const storm: readonly HoleNews[] = stormProjects.map(([title, risk, what, exposed], index) => {
  const name = title.toLowerCase().replaceAll(' ', '_');
  const advisory = `SA-${index === 1 ? 'CORE' : 'CONTRIB'}-2026-${120 + index}`;
  const fixedIn = index === 1 ? ['10.6.14', '11.3.15'] : [`${index + 2}.1.${index + 3}`];
  return holeNews({
    id: `storm-${index}`,
    hole: hole({
      advisory,
      title: `${title} - ${what} - ${advisory}`,
      link: `https://www.drupal.org/${advisory.toLowerCase()}`,
      project: { name, title },
      risk,
      fixedIn,
    }),
    sites: sites.map((each, of) => ({ ...each, fix: fixedIn[of % fixedIn.length] ?? null })),
    exposed,
  });
});

export const mixed: readonly News[] = [
  ...storm,
  overdue,
  resolved,
  silent(),
  back,
  unsupported(),
  mute(),
  key(),
  member(),
  report,
];

const figure = (now: number, before: number | null): Figure => ({ now, before });

export const week: WeekFigures = {
  security: figure(7, 9),
  unsupported: figure(12, 12),
  update: figure(31, 27),
  silent: figure(2, null),
  fixed: figure(23, 18),
  trend: [14, 12, 15, 9, 22, 17, 12, 11, 8, 13, 9, 7],
  first: storm.slice(0, 4).map((news) => ({ hole: news.hole, sites: news.exposed })),
};

export function part(change: Partial<DigestPart> = {}): DigestPart {
  return {
    organization: studio,
    opened: storm.slice(0, 3),
    fixed: storm.slice(3, 5).map((news) => ({ ...news, stage: 'resolved' as const })),
    pastTarget: [{ hole: hole({ dueAt: hours(-30 * 24) }), sites: sites.slice(0, 4) }],
    unsupported: [unsupported()],
    silent: [silent()],
    back: [back],
    endingMutes: [mute()],
    endingKeys: [key()],
    members: [member(), member({ change: 'role_changed', role: 'organization_admin', formerRole: 'developer' })],
    releases: [
      { project: { name: 'token', title: 'Token' }, version: '8.x-1.15', sites: 41 },
      { project: { name: 'pathauto', title: 'Pathauto' }, version: '8.x-1.13', sites: 12 },
    ],
    open: { holes: 7, sites: 5 },
    fleet: 84,
    week: null,
    ...change,
  };
}

const quietPart = {
  opened: [],
  fixed: [],
  pastTarget: [],
  unsupported: [],
  silent: [],
  back: [],
  endingMutes: [],
  endingKeys: [],
  members: [],
  releases: [],
};

export function digest(change: Partial<Digest> = {}): Digest {
  return {
    kind: 'daily',
    from: hours(-34),
    to: new Date('2026-08-13T06:00:00Z'),
    parts: [part()],
    nextWindow: new Date('2026-08-19T16:00:00Z'),
    ...change,
  };
}
export const nothing = digest({ parts: [part({ ...quietPart, open: { holes: 0, sites: 0 } })] });
export const twoOrganizations = digest({
  parts: [
    part(),
    part({ ...quietPart, organization: harbour, fixed: [resolved], open: { holes: 0, sites: 0 }, fleet: 12 }),
  ],
});
export const weeklyDigest = digest({ kind: 'weekly', from: hours(-7 * 24), parts: [part({ week })] });

export const hostile = [
  '"><img src=x onerror=alert(1)>',
  'Name\r\nBcc: x@y.example',
  '\u202Egpj.exe\u2066 reversed\u2069',
  'x'.repeat(300),
  '👩‍👩‍👧‍👦'.repeat(60),
  '</style></title><script>alert(1)</script>',
  'a\u2028b\u2029c\u0000d',
  '日本語のとても長いサイト名前です'.repeat(4),
  '{count, plural, other {#}} <b>bold</b>',
];

/** As many sites and holes as a large agency has, and the longest names that anybody could give them. */
export function flood(name = 'A very long name of a site, as nobody should give it '.repeat(6)): readonly HoleNews[] {
  const many = Array.from({ length: 200 }, (_, index) =>
    site({ id: `site-${index}`, name: `${name} ${index}`, tags: [`${name} tag ${index % 17}`] }),
  );
  return Array.from({ length: 30 }, (_, index) =>
    holeNews({
      id: `flood-${index}`,
      organization: { id: studio.id, name },
      hole: hole({
        advisory: `SA-CONTRIB-2026-${200 + index}`,
        title: name,
        project: { name: 'x'.repeat(128), title: name },
        risk: index % 26,
        fixedIn: ['10.6.14-alpha12', '11.3.15-beta3', '12.0.0-rc1'],
      }),
      sites: many,
      exposed: 200,
      fleet: 200,
    }),
  );
}

export function floodPart(name?: string): DigestPart {
  const holes = flood(name);
  const [first] = holes;
  if (first === undefined) throw new Error('There is a flood.');
  const named = first.organization.name;
  const each = <Item>(make: (index: number) => Item) => Array.from({ length: 60 }, (_, index) => make(index));
  return part({
    organization: first.organization,
    opened: holes,
    fixed: holes,
    pastTarget: holes.map((news) => ({ hole: news.hole, sites: news.sites })),
    unsupported: each(() => unsupported({ project: { name: named, title: named }, sites: first.sites })),
    silent: each(() => silent({ site: site({ name: named }) })),
    back: each(() => silent({ stage: 'resolved', site: site({ name: named }) })),
    endingMutes: each(() => mute({ project: named, where: named, reason: named })),
    endingKeys: each(() => key({ name: named, site: named })),
    members: each(() => member({ person: named, by: named })),
    releases: each(() => ({ project: { name: named, title: named }, version: '1.0.0', sites: 200 })),
    open: { holes: 30, sites: 200 },
    fleet: 200,
  });
}
