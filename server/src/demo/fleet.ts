import type { OrganizationRole } from '@patchlight/contract/roles';

/**
 * How a site is looked after: patched every week, every month, once a quarter, twice a year with only security updates
 * in between, or no longer since a day.
 */
export type Care = 'weekly' | 'monthly' | 'quarterly' | 'security' | 'abandoned';

export interface DemoSite {
  readonly name: string;
  readonly host: string;
  readonly environment: 'production' | 'staging' | 'development';
  readonly tags: readonly string[];
  readonly care: Care;
  /** The core branch it follows: `10`, `11`, or `11-` for the oldest supported minor release of 11. */
  readonly core: string;
  readonly sets: readonly string[];
  /** What is special about it, see `site-life.ts` and `seed-reports.ts`. */
  readonly notes: Readonly<Record<string, string>>;
}

export interface DemoOrganization {
  readonly name: string;
  readonly timezone: string;
  readonly people: readonly { readonly name: string; readonly email: string; readonly role: OrganizationRole }[];
  /** Extensions of its own that every site of it runs. */
  readonly custom: readonly string[];
  readonly sites: readonly DemoSite[];
}

const environments: Readonly<Record<string, DemoSite['environment']>> = {
  p: 'production',
  s: 'staging',
  d: 'development',
};
const cares: Readonly<Record<string, Care>> = {
  w: 'weekly',
  m: 'monthly',
  q: 'quarterly',
  s: 'security',
  a: 'abandoned',
};

/** One line a site: name | host | p, s, d | tags | w, m, q, s, a | core | sets of modules | notes. */
function readSites(lines: string): DemoSite[] {
  return lines
    .trim()
    .split('\n')
    .map((line) => {
      const [name = '', host = '', environment = '', tags = '', care = '', core = '', sets = '', notes = ''] =
        line.split('|');
      return {
        name,
        host,
        environment: environments[environment] ?? 'production',
        tags: tags.split(',').filter((tag) => tag !== ''),
        care: cares[care] ?? 'monthly',
        core,
        sets: sets.split(' ').filter((set) => set !== ''),
        notes: Object.fromEntries(
          notes
            .split(' ')
            .filter((note) => note !== '')
            .map((note) => [note.split('=')[0] ?? '', note.split('=')[1] ?? '']),
        ),
      };
    });
}

function person(name: string, email: string, role: OrganizationRole) {
  return { name, email, role };
}

/** Organizations, people and sites are invented; their hosts end in `.example`, which nobody can own. */
export const fleet: readonly DemoOrganization[] = [
  {
    name: 'Fjordlight Studio',
    timezone: 'Europe/Oslo',
    people: [
      person('Alice Nygaard', 'alice@fjordlight.example', 'organization_admin'),
      person('Dev Aasen', 'dev@fjordlight.example', 'developer'),
      person('Mira Haugen', 'mira@fjordlight.example', 'developer'),
      person('Vic Solberg', 'vic@fjordlight.example', 'viewer'),
    ],
    custom: ['fjordlight_base'],
    sites: readSites(`
Ferrow Regional Health|www.ferrow-health.example|p|ferrow-health,tier 1|m|10|search login media translate|lag=14 patches
Ferrow careers|careers.ferrow-health.example|p|ferrow-health|w|10|forms
Ferrow patient forms|forms.ferrow-health.example|p|ferrow-health,tier 1|s|10|forms login ops|pin=raven
Ferrow intranet|intranet.ferrow-health.example|p|ferrow-health|s|11|login search
Ferrow staging|staging.ferrow-health.example|s|ferrow-health|w|10|search media|dev=search_api:8.x-1.x-dev
Orchard Hill School|orchard-hill.example|p|orchard-schools|s|10|school
Orchard Lane School|orchard-lane.example|p|orchard-schools|s|10|school
Orchard Grove School|orchard-grove.example|p|orchard-schools|s|10|school
Orchard Park School|orchard-park.example|p|orchard-schools|s|10|school|silent=9
Orchard Bridge School|orchard-bridge.example|p|orchard-schools|w|10|school|joined=2026-01-20
Brightwater Museum of Tides|www.brightwater-museum.example|p|culture|m|11-|media search gallery|lag=45
Brightwater tickets|tickets.brightwater-museum.example|p|culture,shop|w|11|shop
Harbourlight Festival|www.harbourlight.example|p|culture|s|11|media gallery
Northwick Theatre|www.northwick-theatre.example|p|culture|s|11|media
Kelpie Brewing|www.kelpie-brewing.example|p|shop|m|11|shop|lag=3
Skerry Ferries|www.skerry-ferries.example|p|travel,tier 1|w|11|map translate
Skerry Ferries booking|booking.skerry-ferries.example|p|travel,shop,tier 1|s|11|shop login|pin=raven
Tidewater Credit Union|www.tidewater-cu.example|p|finance,tier 1|w|11|forms privacy ops
Tidewater careers|careers.tidewater-cu.example|p|finance|m|11-|forms privacy|lag=7
Lindmark Architects|www.lindmark.example|p||q|10|gallery media|lag=60
Lindmark journal|journal.lindmark.example|p||a|10|gallery|stop=2025-12-04
Pinegate Housing|www.pinegate-housing.example|p|housing|s|11|forms map
Pinegate tenants|tenants.pinegate-housing.example|p|housing|m|11|login forms|lag=11
Greyfell Outdoor|www.greyfell-outdoor.example|p|shop|w|11|shop media|git=radioactivity
Greyfell sandbox|sandbox.greyfell-outdoor.example|d|shop|m|11|shop media|lag=30 dev=ui_patterns:2.0.x-dev
Fjordlight Studio|www.fjordlight.example|p|own|w|11|media privacy
`),
  },
  {
    name: 'Vesterholm University',
    timezone: 'Europe/Copenhagen',
    people: [
      person('Henrik Lund', 'henrik@vesterholm.example', 'organization_admin'),
      person('Sofie Krag', 'sofie@vesterholm.example', 'developer'),
      person('Emil Dahl', 'emil@vesterholm.example', 'viewer'),
    ],
    custom: ['vesterholm_courses', 'vesterholm_theme'],
    sites: readSites(`
Vesterholm University|www.vesterholm.example|p|central,tier 1|m|11|search login media translate ops|lag=10
Vesterholm intranet|intranet.vesterholm.example|p|central|s|11|search login
Vesterholm admissions|admissions.vesterholm.example|p|central,tier 1|w|11|forms login
Vesterholm alumni|alumni.vesterholm.example|p|central|s|11|login
Vesterholm press|press.vesterholm.example|p|central|w|11|media
Vesterholm events|events.vesterholm.example|p|central|s|11|map|silent=5
Vesterholm library|library.vesterholm.example|p|library|m|11-|search api|lag=6 down=jsonapi_extras:8.x-3.26@2026-03-26
Vesterholm archive|archive.vesterholm.example|p|library|s|11-|search media|pin=content_lock
Vesterholm research portal|research.vesterholm.example|p|research|w|11|search api
Vesterholm open courses|courses.vesterholm.example|p|teaching|s|11|api login
Faculty of Medicine|medicine.vesterholm.example|p|faculties|s|11|media search
Faculty of Law|law.vesterholm.example|p|faculties|s|11|media search
Faculty of Engineering|engineering.vesterholm.example|p|faculties|w|11|media search automation|nodate=external_entities:3.0.x-dev
Student union|union.vesterholm.example|p|students|q|11-|media automation|lag=40
Vesterholm museum|museum.vesterholm.example|p|culture|s|11|gallery media|late
Conference archive 2019|conference-2019.vesterholm.example|p|archive|a|10|media|stop=2026-02-10 silent=62
Vesterholm staging|staging.vesterholm.example|s|central|w|11|search login media|ci
Vesterholm sandbox|sandbox.vesterholm.example|d|central|w|11|search login media automation|dev=redirect:8.x-1.x-dev
`),
  },
  {
    name: 'City of Alderbrook',
    timezone: 'America/New_York',
    people: [
      person('Grace Whitlock', 'grace@alderbrook.example', 'organization_admin'),
      person('Tom Arden', 'tom@alderbrook.example', 'developer'),
      person('Priya Nair', 'priya@alderbrook.example', 'viewer'),
    ],
    custom: ['alderbrook_forms', 'alderbrook_theme'],
    sites: readSites(`
Alderbrook city portal|www.alderbrook.example|p|tier 1|m|11-|search login media translate ops gallery|lag=40 patches pin=raven
Alderbrook library|library.alderbrook.example|p|library|q|10|search login media|lag=45
Alderbrook jobs|jobs.alderbrook.example|p||w|11|forms login
Alderbrook open data|data.alderbrook.example|p||s|11|api|pin=content_lock
Alderbrook planning|planning.alderbrook.example|p||s|11|map forms
Alderbrook council meetings|council.alderbrook.example|p||w|11-|search|
Alderbrook parks|parks.alderbrook.example|p||w|11|map media
Alderbrook museum|museum.alderbrook.example|p|culture|s|11|gallery
Alderbrook elections|elections.alderbrook.example|p|tier 1|w|11|translate privacy|joined=2026-04-14
Visit Alderbrook|www.visit-alderbrook.example|p|culture|m|11|map media gallery|lag=5 git=radioactivity
Alderbrook staging|staging.alderbrook.example|s||w|11|search login media|ci
`),
  },
  {
    name: 'Two Birches',
    timezone: 'Europe/London',
    people: [
      person('Ines Moreau', 'ines@twobirches.example', 'organization_admin'),
      person('Jonah Pryce', 'jonah@twobirches.example', 'developer'),
    ],
    custom: ['twobirches_kit'],
    sites: readSites(`
Two Birches|www.twobirches.example|p|own|w|11|privacy
Hazel Bakery|www.hazel-bakery.example|p|clients|s|11|gallery
Marlow Yoga|www.marlow-yoga.example|p|clients|q|11-|forms|lag=50
Copperfield Garage|www.copperfield-garage.example|p|clients|w|11|forms|never
`),
  },
  {
    name: 'Saltmarsh Trust',
    timezone: 'Europe/London',
    people: [person('Ruth Calder', 'ruth@saltmarsh-trust.example', 'organization_admin')],
    custom: ['saltmarsh_donate'],
    sites: readSites('Saltmarsh Trust|www.saltmarsh-trust.example|p|charity|m|10|search forms|lag=35'),
  },
];

/** Modules that a site has for what it does; every site has those of `base`. */
export const moduleSets: Readonly<Record<string, string>> = {
  base: `admin_toolbar allowed_formats config_filter config_ignore crop ctools easy_breadcrumb editoria11y
    entity_reference_revisions field_group focal_point gin gin_toolbar linkit menu_link_attributes metatag paragraphs
    pathauto redirect scheduler simple_sitemap stage_file_proxy token twig_tweak views_bulk_operations view_unpublished`,
  api: 'consumers hal json_field jsonapi_extras jsonapi_menu_items jsonapi_resources simple_oauth webform webform_rest',
  automation: 'eca ui_patterns tagify entity_usage',
  forms: 'captcha webform address',
  gallery: 'colorbox photoswipe quicktabs views_infinite_scroll',
  login: 'autologout diff encrypt externalauth key openid_connect role_delegation tfa',
  map: 'address geolocation',
  media: 'entity_browser file_mdm imagecache_external imagemagick media_entity_file_replace oembed_providers',
  ops: 'big_pipe_sessionless content_lock health_check monolog purge raven redis ultimate_cron varnish_purge',
  privacy: 'csp csp_log eu_cookie_compliance js_cookie',
  school: 'admin_feedback captcha responsive_favicons webform jquery_ui',
  search: 'diff search_api search_api_autocomplete search_api_solr select2 elasticsearch_connector',
  shop: 'address commerce commerce_paypal entity',
  translate: 'gtranslate siteimprove views_bulk_edit default_content migrate_plus',
};
