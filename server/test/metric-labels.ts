import { channelTypes } from '@patchlight/contract/channel-lists';
import { endpoints } from '@patchlight/contract/endpoints';
import { feedKinds, fetchOutcomes } from '@patchlight/contract/feeds';
import type { Registry } from 'prom-client';
import { schedule } from '../src/schedule.ts';
import { channelOutcomes, mailKinds, mailOutcomes, reportOutcomes, signInOutcomes } from '../src/telemetry.ts';

interface Label {
  readonly name: string;
  /** In words, where they are too many to name. */
  readonly values: readonly string[] | string;
  readonly isOne: (value: string) => boolean;
}

const oneOf = (name: string, values: readonly string[]): Label => ({
  name,
  values,
  isOne: (value) => values.includes(value),
});

const pages = /^\/(livez|readyz|api\/v1\/openapi\.json|docs(\/[a-z-]+)*)?$/;

/** What may stand in the labels of each metric of ours; of one that is not here, nothing. */
export const labelsOf: Readonly<Record<string, readonly Label[]>> = {
  http_request_duration_seconds: [
    {
      name: 'method',
      values: 'that of the route, such as `POST`; `none` where there is no such route',
      isOne: (value) => ['none', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE'].includes(value),
    },
    {
      name: 'route',
      values: 'its template, such as `/api/v1/sites/{site_id}`; `none`',
      isOne: (value) => value === 'none' || endpoints.some(({ path }) => path === value) || pages.test(value),
    },
    { name: 'status', values: 'the status code', isOne: (value) => /^[1-5]\d\d$/.test(value) },
  ],
  patchlight_channel_deliveries_total: [oneOf('type', channelTypes), oneOf('outcome', channelOutcomes)],
  patchlight_check_status: [oneOf('check', ['database', 'migrations', 'redis', 'inbox', 'feeds', 'worker'])],
  patchlight_feed_age_seconds: [oneOf('source', feedKinds)],
  patchlight_fetches_total: [oneOf('source', feedKinds), oneOf('outcome', fetchOutcomes)],
  patchlight_job_duration_seconds: [
    oneOf(
      'job',
      schedule.map(({ name }) => name),
    ),
  ],
  patchlight_job_failures_total: [
    oneOf(
      'job',
      schedule.map(({ name }) => name),
    ),
  ],
  patchlight_logins_total: [oneOf('outcome', signInOutcomes)],
  patchlight_mails_total: [oneOf('kind', mailKinds), oneOf('outcome', mailOutcomes)],
  patchlight_reports_total: [oneOf('outcome', reportOutcomes)],
};

/** The number of one series; undefined where it is not told. A histogram is told by its `_count`. */
export async function told(
  registry: Registry,
  series: string,
  labels: Readonly<Record<string, string>> = {},
): Promise<number | undefined> {
  const name = series.replace(/_count$/, '');
  const metric = registry.getSingleMetric(name) ?? registry.getSingleMetric(series);
  if (metric === undefined) throw new Error(`There is no metric ${series}.`);
  const { values } = await metric.get();
  return values.find(
    (value) =>
      ('metricName' in value ? value.metricName === series : true) &&
      Object.entries(labels).every(([label, wanted]) => value.labels[label] === wanted),
  )?.value;
}
