import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { newId } from '../src/ids.ts';
import { useApp } from './app.ts';
import { readAll } from './every-read.ts';
import { password } from './factories.ts';
import { labelsOf } from './metric-labels.ts';

// docs/metrics.md is written from the registry; `npx vitest run server/test/metrics-page.test.ts -u` writes it anew.
// With a Redis that is not there: what is told of it is known nevertheless.
const test = useApp({ redisUrl: '/nowhere/redis.sock' });
const readDoc = (name: string) => readFileSync(fileURLToPath(new URL(`../../docs/${name}`, import.meta.url)), 'utf8');

interface Rule {
  readonly name: string;
  readonly expr: string;
  readonly severity: string;
  readonly runbook: string;
}

const rules: readonly Rule[] = readDoc('runbooks/alerts.yml')
  .split('- alert: ')
  .slice(1)
  .map((text) => ({
    name: /^\w+/.exec(text)?.[0] ?? '',
    expr: /expr: (.+)/.exec(text)?.[1] ?? '',
    severity: /severity: (\w+)/.exec(text)?.[1] ?? '',
    runbook: /runbook: (\S+)/.exec(text)?.[1] ?? '',
  }));
const metricsIn = (expr: string) => [
  ...new Set([...expr.matchAll(/\b(?:patchlight|http|nodejs|process)_\w+/g)].map(([name]) => name)),
];
const plain = (name: string) => name.replace(/_(count|sum|bucket)$/, '');

const ours = () => test.app.metrics.getMetricsAsArray().sort((one, other) => one.name.localeCompare(other.name));

/** The same from every process: it is read where all of them keep it. */
const shared = new Set([
  'patchlight_feed_age_seconds',
  'patchlight_inbox_dead_letters',
  'patchlight_inbox_oldest_seconds',
  'patchlight_inbox_waiting',
  'patchlight_mail_queue',
  'patchlight_stream_lag',
  'patchlight_stream_length',
  'patchlight_verdict_lag_seconds',
]);

const ofNode: Readonly<Record<string, string>> = {
  nodejs_eventloop_lag_p99_seconds:
    'How late the event loop is, of a hundred looks the worst but one, since the last scrape. About 0.01 is none',
  process_cpu_seconds_total: 'Time of processors used; its rate is how many are busy',
  process_resident_memory_bytes: 'Memory of the process',
  nodejs_heap_size_used_bytes: 'Of that, objects of the program',
  nodejs_external_memory_bytes: 'Of that, buffers: bodies of requests',
  nodejs_gc_duration_seconds: 'Pauses of the garbage collector, by `kind`',
  process_start_time_seconds: 'When it started: a change is a restart',
};

it('docs/metrics.md is what the registry holds', async () => {
  const cell = (text: string) => text.replaceAll('|', '\\|');
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  const alarms = (name: string) =>
    rules
      .filter(({ expr }) => metricsIn(expr).some((each) => plain(each) === name))
      .map((rule) => `[${rule.name}](${rule.runbook.replace('docs/', '')})`)
      .join(', ');
  const labels = (name: string) =>
    (labelsOf[name] ?? [])
      .map(({ name: label, values }) => {
        const text = typeof values === 'string' ? values : values.map((value) => `\`${value}\``).join(', ');
        return `\`${label}\`: ${text}`;
      })
      .join('; ');
  const table = (isShared: boolean) =>
    [
      line(['name', 'type', 'labels', 'says', 'alarm']),
      line(['---', '---', '---', '---', '---']),
      ...ours()
        .filter(({ name }) => shared.has(name) === isShared)
        .map(({ name, type, help }) => line([`\`${name}\``, String(type), labels(name), help, alarms(name)])),
    ].join('\n');
  await expect(`# Metrics

<!-- Written from the code by server/test/metrics-page.test.ts, which fails when this page is not what it would write. -->

Every process tells its own in the Prometheus format, at \`http://127.0.0.1:9090/metrics\` unless \`METRICS_PORT\` says otherwise
([settings](configuration.md)): another port, another address such as \`0.0.0.0:9090\` in a container, or \`off\`. Whoever reaches
that port may read them, so keep it from the public. No name, address or id of a tenant, a site or a person is in them.

Where another process has port 9090 already, a second one says so in its log and goes on without; a port that was set and is taken
stops the start. So give each process on one machine a port of its own:

\`\`\`yaml
scrape_configs:
  - job_name: patchlight
    static_configs: [{ targets: ['127.0.0.1:9090', '127.0.0.1:9091'] }]
\`\`\`

Alert rules are in [runbooks/alerts.yml](runbooks/alerts.yml), what to do in [runbooks/alarms.md](runbooks/alarms.md). A number that is
looked up and cannot be told within two seconds is left out; it is never a 0. Answers are kept for a second.

## Of one process

Sum them over processes; of \`patchlight_check_status\` take the greatest.

${table(false)}

\`patchlight_reports_total\` tells of a refusal: \`rejected\`, the report is no good (a 4xx); \`denied\`, a bad key or one that may not (401,
403); \`limited\`, too often (429); \`unavailable\`, the sender is to come again (5xx).

## Of all processes together

Every process tells the same: take the greatest. The two of the stream are there with \`REDIS_URL\` only, the lag from Redis 7.0 on.

${table(true)}

## Of Node

All default metrics of \`prom-client\`, \`nodejs_…\` and \`process_…\`. Those that are looked at most:

${[
  line(['name', 'says', 'alarm']),
  line(['---', '---', '---']),
  ...Object.entries(ofNode).map(([name, says]) => line([`\`${name}\``, says, alarms(name)])),
].join('\n')}
`).toMatchFileSnapshot('../../docs/metrics.md');
});

it('holds every metric that is promised', () => {
  const names = ours().map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining([
      'http_request_duration_seconds',
      'patchlight_commit_batch_size',
      'patchlight_db_pool_waiting',
      'patchlight_feed_age_seconds',
      'patchlight_fetches_total',
      'patchlight_inbox_oldest_seconds',
      'patchlight_intake_backlog',
      'patchlight_job_duration_seconds',
      'patchlight_job_failures_total',
      'patchlight_logins_total',
      'patchlight_mail_queue',
      'patchlight_mails_total',
      'patchlight_reports_total',
      'patchlight_stream_lag',
      'patchlight_verdict_lag_seconds',
    ]),
  );
  expect([...shared, ...Object.keys(labelsOf)].filter((name) => !names.includes(name))).toEqual([]);
});

describe('the alert rules', () => {
  it('ask for metrics that there are', () => {
    const node = new Registry();
    collectDefaultMetrics({ register: node });
    const known = [...ours(), ...node.getMetricsAsArray()].map(({ name }) => name);
    expect(rules.length).toBeGreaterThan(10);
    const asked = [...Object.keys(ofNode), ...rules.flatMap(({ expr }) => metricsIn(expr))];
    expect(asked.filter((name) => !known.includes(name) && !known.includes(plain(name)))).toEqual([]);
    const bare = rules.filter(({ expr }) => metricsIn(expr).length === 0).map(({ name }) => name);
    // Of the one that asks whether there is anybody to ask.
    expect(bare).toEqual(['PatchlightDown']);
  });

  it('lead to a section of the runbook each, and there is no other', () => {
    const sections = [...readDoc('runbooks/alarms.md').matchAll(/^## (\w+)$/gm)].map(([, title = '']) => title);
    expect(rules.map(({ name }) => name)).toEqual(sections);
    for (const { name, runbook, severity } of rules) {
      expect(runbook).toBe(`docs/runbooks/alarms.md#${name.toLowerCase()}`);
      expect(['page', 'ticket']).toContain(severity);
    }
  });
});

it('no tenant, person, site or address is in any series, whatever is asked for', async () => {
  const { charlie, sam, away, awaySite, awayKey } = test.cast;
  const names = ['canary', away.uuid, awaySite.uuid, charlie.uuid, charlie.email, 'canary_module'];
  const report = { extensions: [{ name: 'canary_module', version: '8.x-1.1' }] };
  const post = (url: string, body: object, as = {}) => test.request(as, 'POST', `/api/v1${url}`, body);
  await post('/reports', report, test.as(awaySite.key));
  await post('/reports', { ...report, extensions: 'canary' }, test.as(awaySite.key));
  await post('/reports', report, test.as('pl_site_canary'));
  await post('/auth/login', { email: charlie.email, password, cookie: false });
  await post('/auth/login', { email: charlie.email, password: 'canary canary canary' });
  await post(
    '/users/add',
    { email: 'canary@example.org', name: 'Canary', role: 'viewer', organization_id: away.uuid },
    test.as(charlie),
  );
  const [reported] = (await test.request(test.as(charlie), 'GET', `/api/v1/sites/${awaySite.uuid}/reports`)).data;
  const named = {
    site_id: awaySite.uuid,
    org_id: away.uuid,
    user_id: charlie.uuid,
    report_id: reported.report_id,
    module_id: 'canary_module',
    advisory_id: 'SA-CONTRIB-2026-001',
    feed_key: 'release-history:canary_module',
    dead_letter_id: newId(),
    mute_id: newId(),
    channel_id: newId(),
  };
  for (const who of [charlie, sam, awayKey.secret]) await readAll(test, test.as(who), named);
  for (const url of [
    '/canary',
    '/api/v1/canary/canary',
    '/api/v1/sites/canary',
    '/%canary',
    '/docs/canary?canary=canary',
  ]) {
    await test.app.http.inject({ method: 'GET', url });
    await test.app.http.inject({ method: 'OPTIONS', url });
  }
  const metrics = await test.app.metrics.getMetricsAsJSON();
  const series = metrics.flatMap(({ name, values }) => values.map(({ labels }) => ({ name, labels })));
  expect(series.length).toBeGreaterThan(200);
  const foreign = series.flatMap(({ name, labels }) =>
    Object.entries(labels).filter(([label, value]) => {
      if (label === 'le') return typeof value !== 'number' && value !== '+Inf';
      return labelsOf[name]?.find((each) => each.name === label)?.isOne(String(value)) !== true;
    }),
  );
  expect(foreign).toEqual([]);
  const text = (await test.app.metrics.metrics()).toLowerCase();
  expect(names.filter((name) => text.includes(name))).toEqual([]);
  expect(text).toContain('route="/api/v1/sites/{site_id}/reports"');
  expect(text).toContain('method="none",route="none",status="404"');
});
