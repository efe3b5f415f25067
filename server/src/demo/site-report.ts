import type { SiteReport } from '@patchlight/contract/site-report';
import type { Calendar } from './calendar.ts';
import type { DemoOrganization, DemoSite } from './fleet.ts';
import { submodules } from './project-facts.ts';
import { projectOf } from './projects.ts';
import type { Installed, Stay } from './site-life.ts';

type Extension = NonNullable<SiteReport['extensions']>[number];

/** The bytes that the site sends as long as it runs this; without an id and a time they mean the same report anew. */
export function reportBody(site: DemoSite, organization: DemoOrganization, stay: Stay, calendar: Calendar): Buffer {
  const report: SiteReport = {
    schema: 'site-report/1',
    kind: 'full',
    trigger: site.notes.ci === undefined ? 'cron' : 'ci',
    agent: { name: 'patchlight', version: '1.0.2', channel: site.notes.ci === undefined ? 'module' : 'cli' },
    site: { url: `https://${site.host}`, name: site.name, environment: site.environment, instance_id: site.host },
    platform: {
      drupal: stay.inventory.get('drupal')?.version ?? null,
      php: site.core === '10' ? '8.3.30' : '8.4.17',
      php_sapi: 'fpm-fcgi',
      db: { driver: 'mysql', type: 'mariadb', version: '10.11.14' },
      install_profile: 'standard',
    },
    coverage: { extensions: 'complete' },
    extensions: [
      ...[...stay.inventory].flatMap(([project, installed]) =>
        project === 'drupal' ? [] : extensionsOf(project, installed, calendar),
      ),
      ...organization.custom.map(
        (name): Extension => ({
          name,
          type: name.endsWith('_theme') ? 'theme' : 'module',
          project: null,
          version: null,
          origin: 'custom',
        }),
      ),
    ],
    ...(site.notes.patches !== undefined && { patches: patchesOf(stay) }),
  };
  return Buffer.from(JSON.stringify(report));
}

function extensionsOf(project: string, { version, packaged }: Installed, calendar: Calendar): Extension[] {
  const { type } = projectOf(project);
  const base: Omit<Extension, 'name'> = {
    type: type === 'theme' ? 'theme' : 'module',
    project,
    version,
    origin: 'contrib',
    ...(packaged !== undefined && { datestamp: Math.floor(calendar.packagedAt(packaged).getTime() / 1000) }),
  };
  return [project, ...(submodules[project] ?? [])].map((name) => ({ name, ...base }));
}

function patchesOf({ inventory }: Stay) {
  return [
    {
      package: 'drupal/core',
      description: 'Keep the order of blocks when a layout is copied',
      url: 'https://git.drupalcode.org/project/drupal/-/merge_requests/8431.diff',
    },
    ...(inventory.has('paragraphs')
      ? [
          {
            package: 'drupal/paragraphs',
            description: 'Remember which paragraphs were closed',
            url: 'https://git.drupalcode.org/project/paragraphs/-/merge_requests/112.diff',
          },
        ]
      : []),
  ];
}
