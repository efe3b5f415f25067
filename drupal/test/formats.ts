// One site in every format that is read: the others made of its lock and of its list of extensions.

export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  readonly type?: string;
  readonly homepage?: string;
  readonly source?: { readonly url: string; readonly reference: string };
  readonly dist?: { readonly url: string; readonly reference: string };
  readonly require?: Readonly<Record<string, string>>;
  readonly extra?: object;
}

export interface Lock {
  readonly packages: readonly LockedPackage[];
  readonly 'packages-dev'?: readonly LockedPackage[];
}

export interface ListedExtension {
  readonly name: string;
  readonly project: string;
  readonly type: string;
  readonly path: string;
  readonly status: string;
  readonly version: string | null;
}

/** What `composer show --locked --format=json` prints for a lock. */
export function showOf({ packages }: Lock): object {
  return {
    locked: packages.map(({ name, version, homepage, source }) => ({
      name,
      'direct-dependency': false,
      homepage: homepage ?? null,
      source: source?.url.replace(/\.git$/, '') ?? null,
      version: version.startsWith('dev-') ? `${version} ${source?.reference.slice(0, 7)}` : version,
      description: null,
      abandoned: false,
    })),
  };
}

/** The CycloneDX document that its plug-in for Composer makes of a lock. */
export function cycloneDxOf({ packages, 'packages-dev': development = [] }: Lock): object {
  const all = [...packages, ...development];
  const names = new Set(all.map(({ name }) => name));
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { 'bom-ref': 'acme/shop', type: 'application', group: 'acme', name: 'shop' } },
    components: all.map((item) => componentOf(item, development.includes(item))),
    dependencies: all.map(({ name, require = {} }) => ({
      ref: name,
      dependsOn: Object.keys(require).filter((other) => names.has(other)),
    })),
  };
}

function componentOf({ name, version, type, homepage, source, dist }: LockedPackage, isDev: boolean): object {
  const [group, plain] = name.split('/');
  const property = (key: string, value: string | undefined) =>
    value === undefined ? [] : [{ name: `cdx:composer:package:${key}`, value }];
  const reference = (kind: string, url: string | undefined) => (url === undefined ? [] : [{ type: kind, url }]);
  return {
    'bom-ref': name,
    type: 'library',
    group,
    name: plain,
    version,
    purl: `pkg:composer/${name}@${encodeURIComponent(version)}`,
    externalReferences: [
      ...reference('distribution', dist?.url),
      ...reference('distribution', source?.url),
      ...reference('website', homepage),
    ],
    properties: [
      ...property('type', type),
      ...property('distReference', dist?.reference),
      ...property('sourceReference', source?.reference),
      ...property('isDevRequirement', isDev ? 'true' : undefined),
    ],
  };
}

/** The answer of the module system_status: what is installed, core as one. */
export function systemStatusOf(list: readonly ListedExtension[]) {
  const installed = list.filter(({ status }) => status === 'Enabled');
  return {
    system_status: {
      core: { drupal: { version: coreVersionIn(list) } },
      contrib: versionsOf(installed.filter(({ type, path }) => type !== 'theme' && !path.startsWith('core/'))),
      theme: versionsOf(installed.filter(({ type }) => type === 'theme')),
    },
    drupal_version: '8',
    engine_version: 'DRUPAL8',
    php_version: '8.3.14',
  };
}

/** The message of the module warden, in plain text: what is on disk. */
export function wardenOf(list: readonly ListedExtension[]): object {
  const own = list.filter(({ path }) => !path.startsWith('core/'));
  return {
    core: { drupal: { version: coreVersionIn(list) } },
    contrib: versionsOf(own.filter(({ project }) => project !== '')),
    custom: versionsOf(own.filter(({ project }) => project === '')),
    library: 'disabled',
    url: 'https://shop.example.org',
    site_name: 'Acme Shop',
    key: 'a'.repeat(64),
    time: 1_789_000_000,
  };
}

function coreVersionIn(list: readonly ListedExtension[]): string | null {
  return list.find(({ path }) => path.startsWith('core/'))?.version ?? null;
}

/** By project; PHP writes an empty map as a list. */
function versionsOf(list: readonly ListedExtension[]): object {
  const versions = list.map(({ name, project, version }): [string, object] => [project || name, { version }]);
  return versions.length === 0 ? [] : Object.fromEntries(versions);
}

/** An invented site: core, contrib of both kinds of version, a theme, a submodule, custom code. */
const contrib = (name: string, version: string, drupal: string, more: object = {}): LockedPackage => ({
  name: `drupal/${name}`,
  version,
  type: 'drupal-module',
  source: { url: `https://git.drupalcode.org/project/${name}.git`, reference: drupal },
  dist: { url: `https://ftp.drupal.org/files/projects/${name}-${drupal}.zip`, reference: drupal },
  extra: { drupal: { version: drupal, datestamp: '1718145169' } },
  ...more,
});

export const lock: Lock = {
  packages: [
    { name: 'drupal/core', version: '10.6.12', type: 'drupal-core' },
    { name: 'drupal/core-recommended', version: '10.6.12', type: 'metapackage' },
    contrib('token', '1.17.0', '8.x-1.17'),
    contrib('slick', '3.0.7', '3.0.7'),
    contrib('gin', '3.0.0-rc8', '8.x-3.0-rc8', { type: 'drupal-theme' }),
    {
      name: 'drupal/slick_ui',
      version: '3.0.7',
      type: 'metapackage',
      homepage: 'https://www.drupal.org/project/slick',
      require: { 'drupal/core': '*', 'drupal/slick': '*' },
      extra: { drupal: { version: '3.0.7' } },
    },
    {
      name: 'drupal/acme_api',
      version: '2.1.0',
      type: 'drupal-module',
      source: { url: 'https://github.com/acme/api.git', reference: '5c21a6dc5c21a6dc5c21a6dc5c21a6dc5c21a6dc' },
    },
    { name: 'symfony/yaml', version: '7.0.0', type: 'library' },
  ],
  'packages-dev': [contrib('devel', '5.4.0', '5.4.0')],
};

const extension = (name: string, version: string | null, more: Partial<ListedExtension> = {}): ListedExtension => ({
  name,
  project: name,
  type: 'module',
  path: `modules/contrib/${name}`,
  status: 'Enabled',
  version,
  ...more,
});

export const list: readonly ListedExtension[] = [
  extension('node', '10.6.12', { project: '', path: 'core/modules/node' }),
  extension('claro', '10.6.12', { project: '', type: 'theme', path: 'core/themes/claro' }),
  extension('token', '8.x-1.17'),
  extension('slick', '3.0.7'),
  extension('slick_ui', '3.0.7', { project: 'slick', path: 'modules/contrib/slick/modules/slick_ui' }),
  extension('gin', '8.x-3.0-rc8', { type: 'theme', path: 'themes/contrib/gin' }),
  extension('acme_api', null, { project: '', path: 'modules/custom/acme_api' }),
];

/** The output of `drush pm:list --format=json` for a list. */
export function pmListOf(extensions: readonly ListedExtension[]): object {
  return Object.fromEntries(
    extensions.map((each) => [each.name, { package: 'Other', display_name: `${each.name} (${each.name})`, ...each }]),
  );
}

/** The six documents of the invented site. */
export const documents = {
  'composer-lock': lock,
  'composer-show': showOf(lock),
  'drush-pm-list': pmListOf(list),
  cyclonedx: cycloneDxOf(lock),
  'system-status': systemStatusOf(list),
  warden: wardenOf(list),
} as const;
