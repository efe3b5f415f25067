import { uuidOf } from '../fleet.ts';
import { reading } from '../reader.ts';
import { largest } from '../updates-page.ts';
import { growth, highest, type Measured } from './measured.ts';
import type { Account, Stream } from './streams.ts';

/** Something that must hold of what was measured. */
export interface Check {
  readonly what: string;
  readonly value: number;
  readonly atMost: number;
  readonly unit: string;
}

export interface Workload {
  readonly id: string;
  readonly title: string;
  readonly seconds: number;
  /** What runs one after the other, each for its share of the time. */
  readonly parts: (of: { readonly sites: number; readonly token: string }) => readonly (readonly Stream[])[];
  /** Statuses that a stream may answer with beside those that say that it succeeded. */
  readonly mayRefuse?: Readonly<Record<string, readonly number[]>>;
  /** It is sent to a server without a worker, whose inbox fills, and the worker is started at the end. */
  readonly isSpill?: true;
  readonly checks: (measured: Measured) => readonly Check[];
}

const fleet = 5_000;
const steadyPerSecond = 100;
const busy = [429, 503];

const ingest = (perSecond: number, sites: number): Stream => ({
  ...{ name: 'reports', perSecond, send: 'reports', kind: 'thirty' },
  sites: Math.min(fleet, sites),
});

/** Lists, one site, reports and the record, by the second: 60, 25, 10 and 5 of a hundred. */
function reads(perSecond: number, { sites, token }: { sites: number; token: string }): Stream[] {
  const some = Array.from({ length: 200 }, (_, index) => uuidOf('site', 1 + ((index * 7919) % sites)));
  const stream = (name: string, share: number, paths: readonly string[]): Stream => ({
    ...{ name, perSecond: (perSecond * share) / 100, send: 'reads', token },
    paths: paths.map((path) => `/api/v1/${path}`),
  });
  const organization = `organization_id=${largest.id}`;
  return [
    stream('lists', 60, ['sites', `sites?${organization}`, 'modules', 'advisories', 'organizations', 'sites?page=2']),
    stream(
      'site',
      25,
      some.flatMap((id) => [`sites/${id}`, `sites/${id}/modules?per_page=100`, `sites/${id}/history`]),
    ),
    stream('summaries', 10, ['overview', `reports/module-updates?${organization}`, 'reports/module-updates']),
    stream('audit', 5, [`audit-logs?${organization}`, 'audit-logs']),
  ];
}

const mixed = (of: { sites: number; token: string }) => [ingest(50, of.sites), ...reads(100, of)];
const mixedChecks = ({ parts }: Measured): Check[] => {
  const part = parts.at(-1);
  return [
    { what: 'p99 of lists, a site and the record', value: highest(part, ['lists', 'site', 'audit']), ...ms(150) },
    { what: 'p99 of summaries', value: highest(part, ['summaries']), ...ms(1_000) },
  ];
};

export const workloads: readonly Workload[] = [
  {
    id: 'W1',
    title: 'steady: 100 reports a second of 5,000 sites, 30 of 100 rows changed',
    seconds: 600,
    parts: ({ sites }) => [[ingest(steadyPerSecond, sites)]],
    checks: ({ parts, appliedLagSeconds }) => [
      { what: 'p99 of the answer', value: highest(parts[0], ['reports']), ...ms(100) },
      { what: 'p99 of the time until it is applied', value: appliedLagSeconds, ...seconds(5) },
    ],
  },
  {
    id: 'W2',
    title: 'herd: from nothing to 300 reports a second, and nothing again',
    seconds: 60,
    parts: ({ sites }) => [[ingest(300, sites)]],
    mayRefuse: { reports: busy },
    checks: ({ caughtUpSeconds }) => [
      { what: 'until nothing waits longer than 5 s', value: caughtUpSeconds, ...seconds(120) },
    ],
  },
  {
    id: 'W3',
    title: 'mixed: 50 reports and 100 reads a second',
    seconds: 60,
    parts: (of) => [mixed(of)],
    checks: mixedChecks,
  },
  {
    id: 'W4',
    title: 'W3, and then with 3 sign-ins and 50 wrong passwords a second',
    seconds: 120,
    parts: (of) => [mixed(of), [...mixed(of), ...logins()]],
    mayRefuse: { 'sign-ins': busy, 'wrong passwords': [401, ...busy] },
    checks: ({ parts }) =>
      ['reports', 'lists', 'site', 'summaries', 'audit'].map((name) => ({
        what: `p99 of ${name} / the same without them`,
        value: highest(parts[1], [name]) / highest(parts[0], [name]),
        ...ratio(2),
      })),
  },
  {
    id: 'W5',
    title: 'spill: W1 while no worker runs, which is then started',
    seconds: 600,
    parts: ({ sites }) => [[ingest(steadyPerSecond, sites)]],
    // The inbox holds 50,000.
    mayRefuse: { reports: busy },
    isSpill: true,
    checks: ({ spill }) => [
      {
        what: 'what comes in / what is caught up',
        value: steadyPerSecond / (spill?.appliedPerSecond ?? 0),
        ...ratio(1 / 3),
      },
    ],
  },
  {
    id: 'W6',
    title: 'soak: W3 for longer, in five parts',
    seconds: 300,
    parts: (of) => Array.from({ length: 5 }, () => mixed(of)),
    checks: (measured) => [
      ...mixedChecks(measured),
      {
        what: 'memory after the last part / after the second',
        value: growth(measured, [1, -1], (part) => part.memoryMegabytes),
        ...ratio(1.05),
      },
      {
        what: 'size of the tables of what is now, the same',
        value: growth(measured, [1, -1], (part) => part.presentMegabytes),
        ...ratio(1.05),
      },
      {
        what: 'p99 of all in the last part / in the second',
        value: growth(measured, [1, -1], (part) => highest(part, Object.keys(part.streams))),
        ...ratio(1.5),
      },
    ],
  },
  {
    id: 'W7',
    title: 'small: 20 reports and 20 reads a second',
    seconds: 60,
    parts: (of) => [[ingest(20, of.sites), ...reads(20, of)]],
    checks: ({ parts }) => [{ what: 'p99 of the answer', value: highest(parts[0], ['reports']), ...ms(250) }],
  },
];

const ms = (atMost: number) => ({ atMost, unit: 'ms' });
const seconds = (atMost: number) => ({ atMost, unit: 's' });
const ratio = (atMost: number) => ({ atMost, unit: 'ratio' });

function logins(): Stream[] {
  const nobody = Array.from(
    { length: 500 },
    (_, index): Account => ({
      email: `nobody-${index}@bench.example`,
      password: 'not the password at all',
    }),
  );
  return [
    { name: 'sign-ins', perSecond: 3, send: 'logins', accounts: [reading] },
    { name: 'wrong passwords', perSecond: 50, send: 'logins', accounts: nobody },
  ];
}
