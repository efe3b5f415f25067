import { DATE, type Feed, feedXml, INSECURE, SECURITY, UNSUPPORTED } from './feeds.ts';

/** A line for `verdict --ndjson` and the answer worked out by hand from what the scenario is about. */
export interface Scenario {
  name: string;
  request: Record<string, unknown>;
  answer: Record<string, unknown>;
}

const NOTHING = {
  reason: null,
  recommended: null,
  latest: null,
  dev: null,
  latest_dev: null,
  also: [],
  security_updates: [],
};

type Build = (
  major: number,
  minor: number,
) => [given: Feed | string, installed: string | null, answer: object, more?: object];

/** Each scenario in the numbers of a major and a minor, so that no two feeds are the same text. */
const BUILDERS: Record<string, Build> = {
  'newer security release': (a, b) => [
    { branches: `${a}.`, releases: [{ version: `${a}.${b + 1}.0`, types: [SECURITY] }, `${a}.${b}.0`] },
    `${a}.${b}.0`,
    {
      core_status: 'NOT_CURRENT',
      recommended: `${a}.${b + 1}.0`,
      latest: `${a}.${b + 1}.0`,
      security_updates: [`${a}.${b + 1}.0`],
    },
  ],
  'gap in the feed': (a, b) => [
    { branches: `${a}.${b}.`, releases: [`${a}.${b}.9`, { version: `${a}.${b}.3`, types: [INSECURE] }] },
    `${a}.${b}.4`,
    { core_status: 'NOT_CURRENT', recommended: `${a}.${b}.9`, latest: `${a}.${b}.9` },
  ],
  'every bad mark at once': (a, b) => [
    {
      branches: `${a}.`,
      releases: [{ version: `${a}.${b}.0`, status: 'unpublished', types: [INSECURE, UNSUPPORTED] }],
    },
    `${a}.${b}.0`,
    { core_status: 'NOT_SECURE', latest: `${a}.${b}.0` },
  ],
  'no branches': (a, b) => [
    { branches: null, releases: [`${a}.${b}.0`] },
    `${a}.${b}.0`,
    { core_status: 'NOT_SUPPORTED', latest: `${a}.${b}.0` },
  ],
  'empty branches': (a, b) => [
    { branches: '', releases: [`${a}.${b}.0`] },
    `${a}.${b}.0`,
    { core_status: 'CURRENT', recommended: `${a}.${b}.0`, latest: `${a}.${b}.0` },
  ],
  'text order of branches': (a, b) => [
    { branches: `${a + 2}.2.,8.x-${a + 1}.`, releases: [`${a + 2}.2.${b}`, `8.x-${a + 1}.${b}`] },
    `8.x-${a}.${b}`,
    { core_status: 'NOT_SUPPORTED', recommended: `${a + 2}.2.${b}`, latest: `${a + 2}.2.${b}` },
  ],
  'dev without time stamp': (a, b) => [
    { branches: `8.x-${a}.`, releases: [{ version: `8.x-${a}.${b}`, types: [SECURITY] }, `8.x-${a}.x-dev`] },
    `8.x-${a}.x-dev`,
    {
      ...{ core_status: 'NOT_CHECKED', reason: 'unknown_release_date', recommended: `8.x-${a}.${b}` },
      ...{ latest: `8.x-${a}.${b}`, dev: `8.x-${a}.x-dev`, latest_dev: `8.x-${a}.${b}` },
    },
  ],
  'dev within the leeway': (a, b) => [
    { branches: `8.x-${a}.`, releases: [`8.x-${a}.${b}`, { version: `8.x-${a}.x-dev`, date: DATE + b }] },
    `8.x-${a}.x-dev`,
    {
      ...{ core_status: 'CURRENT', recommended: `8.x-${a}.${b}`, latest: `8.x-${a}.${b}` },
      ...{ dev: `8.x-${a}.x-dev`, latest_dev: b === 0 ? `8.x-${a}.${b}` : `8.x-${a}.x-dev` },
    },
    { datestamp: String(DATE + b - 99) },
  ],
  'dev past the leeway': (a, b) => [
    {
      branches: `8.x-${a}.`,
      releases: [
        { version: `8.x-${a}.${b}`, types: [SECURITY] },
        { version: `8.x-${a}.x-dev`, date: 5 },
      ],
    },
    `8.x-${a}.x-dev`,
    {
      ...{ core_status: 'NOT_CURRENT', recommended: `8.x-${a}.${b}`, latest: `8.x-${a}.${b}`, dev: `8.x-${a}.x-dev` },
      ...{ latest_dev: `8.x-${a}.${b}`, security_updates: [`8.x-${a}.${b}`] },
    },
    { datestamp: DATE - 100 },
  ],
  'dropped entries': (a, b) => [
    { branches: `${a}.`, releases: ['dev-main', { version: `${a}.${b}.2`, date: '' }, `${a}.${b}.1`] },
    `${a}.${b}.1`,
    { core_status: 'CURRENT', recommended: `${a}.${b}.1`, latest: `${a}.${b}.1` },
  ],
  'pre-releases over an old dev entry': (a, b) => [
    { branches: `${a}.${b}.`, releases: [`${a}.${b}.0-beta2`, { version: `${a - 1}.x-dev` }] },
    `${a}.${b}.0-beta1`,
    { core_status: 'UNKNOWN', reason: 'no_releases', latest: `${a}.${b}.0-beta2` },
  ],
  'older stable': (a, b) => [
    { branches: `${a}.`, releases: [`${a}.${b + 1}.0-beta1`, `${a}.${b}.5`] },
    `${a}.${b + 1}.0-alpha1`,
    { core_status: 'NOT_CURRENT', recommended: `${a}.${b}.5`, latest: `${a}.${b + 1}.0-beta1` },
  ],
  'fix in the next major only': (a, b) => [
    { branches: `${a}.,${a + 1}.`, releases: [{ version: `${a + 1}.0.1`, types: [SECURITY] }, `${a}.${b}.0`] },
    `${a}.${b}.0`,
    { core_status: 'CURRENT', recommended: `${a}.${b}.0`, latest: `${a}.${b}.0`, also: [`${a + 1}.0.1`] },
  ],
  'fix of a lower major': (a, b) => [
    { branches: `${a}.,${a + 1}.`, releases: [`${a + 1}.0.4`, { version: `${a}.${b}.3`, types: [SECURITY] }] },
    `${a + 1}.0.5`,
    {
      core_status: 'NOT_CURRENT',
      recommended: `${a + 1}.0.4`,
      latest: `${a + 1}.0.4`,
      security_updates: [`${a}.${b}.3`],
    },
  ],
  'suffix above its final': (a, b) => [
    { branches: `8.x-${a}.`, releases: [`8.x-${a}.${b + 1}-bugfix`, `8.x-${a}.${b + 1}`, `8.x-${a}.${b}`] },
    `8.x-${a}.${b}`,
    { core_status: 'NOT_CURRENT', recommended: `8.x-${a}.${b + 1}-bugfix`, latest: `8.x-${a}.${b + 1}-bugfix` },
  ],
  'unsupported project': (a, b) => [
    { status: 'unsupported', releases: [`${a}.${b}.0`] },
    `main-${a}-${b}`,
    { core_status: 'NOT_SUPPORTED' },
  ],
  'pending over an unsupported branch': (a, b) => [
    { branches: `${a + 1}.`, releases: [`${a + 1}.0.0`] },
    `${a}.${b}.0`,
    { core_status: 'FETCH_PENDING', reason: 'fetch_pending' },
    { fetch_pending: true },
  ],
  'error document': (a, b) => [
    `<error>No release history available for x${a}${b}.</error>`,
    `${a}.${b}.0`,
    { core_status: 'UNKNOWN', reason: 'no_releases' },
  ],
  'error document and bad version': (a, b) => [
    `<html><p>Blocked ${a}<br>${b}</p></html>`,
    `v${a}.${b}.0`,
    { core_status: 'UNKNOWN', reason: 'invalid_version' },
    { fetch_pending: true },
  ],
  'empty body': (a, b) => [
    '',
    `${a}.${b}.0`,
    { core_status: 'NOT_FETCHED', reason: 'fetch_failed' },
    { fetch: 'empty' },
  ],
  'no data': (a, b) => [
    '',
    `${a}.${b}.0`,
    { core_status: 'UNKNOWN', reason: 'no_releases' },
    { feed: null, fetch: 'no_data' },
  ],
  'empty version': (a, b) => [{ releases: [`${a}.${b}.0`] }, '', { core_status: 'UNKNOWN', reason: 'empty_version' }],
  'no version': (a, b) => [{ releases: [`${a}.${b}.0`] }, null, { core_status: 'UNKNOWN', reason: 'invalid_version' }],
};

/** Scenarios in turn, as many as asked for; the numbers grow so that no feed comes twice. */
export function scenarios(count: number): Scenario[] {
  const builders = Object.entries(BUILDERS);
  return Array.from({ length: count }, (_, index) => {
    const [name, build] = builders[index % builders.length] ?? ['', () => ['', '', {}] as ReturnType<Build>];
    const round = Math.floor(index / builders.length);
    const [given, installed, answer, more = {}] = build(2 + (round % 7), round);
    const feed = typeof given === 'string' ? given : feedXml(given);
    const fixed = { project: 'x', project_type: 'module', core_version: '11.4.7', now: '2026-11-22', core_feed: null };
    const request = {
      id: index,
      ...fixed,
      installed_version: installed,
      datestamp: null,
      fetch: 'ok',
      fetch_pending: false,
      feed,
      ...more,
    };
    return { name, request, answer: { id: index, ...NOTHING, ...answer } };
  });
}
