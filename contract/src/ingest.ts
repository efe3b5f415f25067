import { Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { Id, Time } from './envelope.ts';
import { ReportReceipt, reportErrors } from './inventory.ts';
import { reportLimits } from './site-report.ts';

export const ingestFormats = [
  'composer-lock',
  'composer-show',
  'drush-pm-list',
  'cyclonedx',
  'system-status',
  'warden',
] as const;
export type IngestFormat = (typeof ingestFormats)[number];

export const ingestReport = endpoint({
  name: 'ingestReport',
  summary: 'Send what a site has as another program tells it; it becomes a site report and is answered as one',
  method: 'POST',
  path: '/api/v1/ingest/{format}',
  permission: 'inventory:write',
  params: Type.Object({ format: Type.Enum(ingestFormats) }, { additionalProperties: false }),
  query: Type.Object(
    {
      site_id: Type.Optional(Id),
      generated_at: Type.Optional(Time),
      coverage: Type.Optional(
        Type.Enum(['complete', 'installed_only', 'present_only'], {
          description: 'What the document lists, where its format cannot tell, as after a filter of Drush',
        }),
      ),
      dev: Type.Optional(
        Type.Enum(['true', 'false'], {
          description: '`true`: with what only development needs, such as `packages-dev`',
        }),
      ),
    },
    { additionalProperties: false },
  ),
  body: Type.Unsafe<object>(Type.Unknown({ description: 'The document of that format, as its program wrote it' })),
  rawBody: true,
  bodyBytes: reportLimits.inflatedBytes,
  response: ReportReceipt,
  kind: 'one',
  status: 202,
  errors: reportErrors,
});
