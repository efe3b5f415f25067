import type { ColumnType, Generated } from 'kysely';

// Written from the migrated database by tables.test.ts; after a new migration: npm run tables.

type NullableTime = ColumnType<string | null, Date | string | null, Date | string | null>;
type GeneratedTime = ColumnType<string, Date | string | undefined, Date | string>;
type Time = ColumnType<string, Date | string, Date | string>;
type Json = ColumnType<unknown, string | null, string | null>;
type GeneratedJson = ColumnType<unknown, string | undefined, string>;

export interface AddressVerifications {
  hash: Buffer;
  user_id: number;
  email: string;
  created_at: Time;
  expires_at: Time;
}

export interface Advisories {
  id: Generated<number>;
  advisory_id: string;
  osv_id: string | null;
  title: string;
  details: string | null;
  link: string | null;
  aliases: Generated<string[]>;
  risk: number | null;
  risk_vector: string | null;
  published_at: NullableTime;
  modified_at: NullableTime;
  withdrawn_at: NullableTime;
  hash: Buffer;
  imported_at: Time;
}

export interface AdvisoryNodes {
  advisory_id: string;
  title: string;
  link: string;
  risk_vector: string | null;
  risk: number | null;
  cves: string[];
  changed_at: Time;
}

export interface AdvisoryProjects {
  advisory_id: number;
  module_id: number;
  affected_versions: string;
  database_versions: string | null;
}

export interface AdvisoryRevisions {
  id: Generated<number>;
  advisory_id: number;
  changed_at: Time;
  before: Json;
  after: Json;
}

export interface ApiKeys {
  organization_id: number;
  id: Generated<number>;
  uuid: string;
  site_id: number | null;
  name: string;
  prefix: string;
  key_hash: Buffer;
  scopes: string[];
  created_at: GeneratedTime;
  created_by: number | null;
  last_used_at: NullableTime;
  expires_at: NullableTime;
  revoked_at: NullableTime;
  replaced_by: string | null;
  seen_from: Generated<string[]>;
}

export interface AuditCounts {
  organization_id: number;
  sealed: number;
}

export interface AuditLogs {
  organization_id: Generated<number>;
  id: Generated<number>;
  uuid: string;
  site_id: number | null;
  actor_type: string;
  actor_id: string | null;
  actor_name: string | null;
  action: string;
  target_type: string | null;
  target_id: string | null;
  data: GeneratedJson;
  status: string;
  request_id: string | null;
  created_at: Time;
}

export interface AuditSeals {
  id: Generated<number>;
  sealed_at: Time;
  first_id: number;
  last_id: number;
  row_count: number;
  previous_hash: Buffer | null;
  hash: Buffer;
  rows: GeneratedJson;
}

export interface CatalogueEpoch {
  only_row: Generated<boolean>;
  epoch: number;
  identity_epoch: Generated<number>;
  mute_epoch: Generated<number>;
}

export interface ChangedVerdicts {
  version_id: number;
  epoch: number;
}

export interface ChannelDeliveries {
  organization_id: number;
  id: Generated<number>;
  uuid: string;
  channel_id: number;
  notice_id: number | null;
  event: string;
  stage: string | null;
  subject: string | null;
  body: string | null;
  status: string;
  attempts: number;
  status_code: number | null;
  answer: string | null;
  next_attempt_at: NullableTime;
  created_at: Time;
}

export interface Channels {
  organization_id: number;
  id: Generated<number>;
  uuid: string;
  type: string;
  name: string;
  url: string;
  secret: Buffer | null;
  former_secret: Buffer | null;
  former_secret_until: NullableTime;
  events: string[];
  tags: string[];
  min_risk: number | null;
  template: string | null;
  is_active: boolean;
  pause_reason: string | null;
  paused_at: NullableTime;
  last_notice_id: number;
  failing_since: NullableTime;
  last_delivered_at: NullableTime;
  busy_until: NullableTime;
  created_at: Time;
  created_by: number | null;
  updated_at: Time;
}

export interface ClosedPeriods {
  organization_id: number;
  question: Buffer;
  figures: Json;
  computed_at: Time;
}

export interface DailyTallies {
  organization_id: number;
  tag: string;
  day: unknown /* date */;
  critical: number;
  moderate: number;
  low: number;
  unknown_risk: number;
  exposed_sites: number;
  security: number | null;
  unsupported: number | null;
  update: number | null;
  unknown: number | null;
  current: number | null;
  silent: number | null;
}

export interface EventNews {
  organization_id: number;
  id: Generated<number>;
  event_id: number;
  due_at: Time;
}

export interface EventSites {
  organization_id: number;
  event_id: number;
  site_id: number;
  added_at: Time;
  notice_id: number | null;
  overdue_at: NullableTime;
}

export interface Events {
  organization_id: number;
  id: Generated<number>;
  kind: string;
  advisory_id: number | null;
  release_id: number | null;
  created_at: Time;
  module_id: number | null;
  site_id: number | null;
  subject: string | null;
  details: Json;
  opened_at: Time;
  ended_at: NullableTime;
}

export interface ExposedInstalls {
  organization_id: number;
  id: Generated<number>;
  version_id: number;
  installs: number;
}

export interface FeedFetches {
  id: Generated<number>;
  source_key: string;
  fetched_at: Time;
  duration_ms: number;
  outcome: string;
  status: number | null;
  content_type: string | null;
  bytes: number;
  hash: Buffer | null;
  detail: string | null;
}

export interface FeedHosts {
  host: string;
  lease: string | null;
  leased_until: GeneratedTime;
  next_request_at: GeneratedTime;
  paused_until: GeneratedTime;
  refusals: Generated<number>;
}

export interface FeedSources {
  key: string;
  kind: string;
  module_id: number | null;
  next_fetch_at: NullableTime;
  is_paused: Generated<boolean>;
  etag: string | null;
  last_modified: string | null;
  hash: Buffer | null;
  succeeded_at: NullableTime;
  failures: Generated<number>;
  attempted_at: NullableTime;
  outcome: string | null;
  status: number | null;
  content_type: string | null;
  bytes: number | null;
  detail: string | null;
  next_page: Generated<number>;
}

export interface IdempotencyKeys {
  hash: Buffer;
  fingerprint: Buffer;
  answer: string;
  created_at: Time;
}

export interface Invitations {
  organization_id: number;
  id: Generated<number>;
  uuid: string;
  email: string;
  name: string;
  role: string;
  token_hash: Buffer | null;
  created_at: Time;
  created_by: number | null;
  expires_at: Time;
  accepted_at: NullableTime;
}

export interface JobRuns {
  id: Generated<number>;
  job: string;
  started_at: Time;
  duration_ms: number;
  outcome: string;
  failure: string | null;
}

export interface KeyEpoch {
  only_row: Generated<boolean>;
  epoch: number;
}

export interface Memberships {
  organization_id: number;
  user_id: number;
  role: string;
  created_at: GeneratedTime;
  created_by: number | null;
  uuid: Generated<string>;
}

export interface MessageItems {
  user_id: number;
  notice_id: number;
  organization_id: number;
  due_at: Time;
  message_id: number | null;
  is_dropped: Generated<boolean>;
}

export interface Messages {
  id: Generated<number>;
  uuid: string;
  user_id: number;
  about_organization_id: number | null;
  kind: string;
  window_start: NullableTime;
  window_end: NullableTime;
  subject: string;
  skipped: string | null;
  created_at: Time;
}

export interface ModuleIdentities {
  organization_id: number;
  name: string;
  project: string | null;
  decided_by: number | null;
  decided_at: Time;
}

export interface ModuleVersions {
  id: Generated<number>;
  module_id: number;
  version_number: string;
  datestamp: Generated<number>;
  release_date: NullableTime;
  feed_position: number | null;
  published: boolean | null;
  security: Generated<boolean>;
  insecure: Generated<boolean>;
  supported: boolean | null;
  core_compatibility: string | null;
  release_link: string | null;
  urgency: Generated<number>;
  core_status: string | null;
  reason: string | null;
  update_available: Generated<boolean>;
  security_update: Generated<boolean>;
  risk: number | null;
  possible: Generated<boolean>;
  verdict: unknown /* json */ | null;
  verdict_at: NullableTime;
  feed_hash: Buffer | null;
  advisory_hash: Buffer | null;
  epoch: Generated<number>;
  release_types: Generated<string[]>;
  holes: Generated<number>;
  oldest_hole_at: NullableTime;
}

export interface Modules {
  id: Generated<number>;
  uuid: string;
  module_name: string;
  drupal_link: string | null;
  title: string | null;
  type: string | null;
  organization_id: number | null;
  created_at: GeneratedTime;
}

export interface Mutes {
  organization_id: number;
  id: Generated<number>;
  uuid: string;
  module_id: number;
  site_id: number | null;
  tags: string[] | null;
  up_to_version: string | null;
  advisory_id: number | null;
  reason: string;
  owner_id: number | null;
  ends_at: NullableTime;
  until_newer_release: boolean;
  known_advisories: number[];
  known_release_at: Time;
  created_at: Time;
  created_by: number | null;
  updated_at: Time;
  ended_at: NullableTime;
  ended_by: number | null;
  end_cause: string | null;
  epoch: number;
  flagged_epoch: Generated<number>;
}

export interface Notices {
  organization_id: number;
  id: Generated<number>;
  uuid: string;
  event_id: number;
  kind: string;
  stage: string;
  created_at: Time;
}

export interface OrganizationRevisions {
  organization_id: number;
  id: Generated<number>;
  created_by: number | null;
  created_at: GeneratedTime;
  modified_by: number | null;
  modified_at: GeneratedTime;
  before: Json;
  after: Json;
}

export interface Organizations {
  id: Generated<number>;
  uuid: string;
  name: string;
  tax_id: string | null;
  timezone: Generated<string>;
  settings: GeneratedJson;
  created_at: GeneratedTime;
  updated_at: GeneratedTime;
  created_by: number | null;
  updated_by: number | null;
  is_active: Generated<boolean>;
  is_deleted: Generated<boolean>;
  deleted_at: NullableTime;
  notification_defaults: GeneratedJson;
}

export interface Outbox {
  id: Generated<number>;
  kind: string;
  recipient: string;
  subject: string;
  text: string;
  created_at: Time;
  sent_at: NullableTime;
  attempts: Generated<number>;
  next_attempt_at: GeneratedTime;
  expires_at: GeneratedTime;
  failed_at: NullableTime;
  failure: string | null;
  uuid: Generated<string>;
  message_id: number | null;
  html: string | null;
  sender: string | null;
  mail_id: string | null;
  thread_id: string | null;
  unsubscribe_url: string | null;
  answer: string | null;
}

export interface PasswordResets {
  hash: Buffer;
  user_id: number;
  created_at: Time;
  expires_at: Time;
  used_at: NullableTime;
}

export interface PatchRuns {
  organization_id: number;
  id: Generated<number>;
  uuid: string;
  site_id: number;
  run_date: Time;
  source: string;
  url: string | null;
  note: string | null;
  updates: Json;
  updates_count: number;
  security_updates_count: number;
  report_id: string | null;
  created_at: GeneratedTime;
  created_by: number | null;
  actor_type: string | null;
  actor_id: string | null;
  actor_name: string | null;
  later_report_ids: Generated<string[]>;
  is_open: Generated<boolean>;
}

export interface PsaItems {
  advisory_id: string;
  module_id: number;
  title: string;
  link: string;
  is_psa: boolean;
  insecure: string[];
  published_at: NullableTime;
}

export interface RefreshTokens {
  hash: Buffer;
  session_id: number;
  parent_hash: Buffer | null;
  nonce: Buffer;
  created_at: Time;
  used_at: NullableTime;
}

export interface ReleaseFeeds {
  module_id: number;
  body: Buffer;
  hash: Buffer;
  project_status: string | null;
  supported_branches: string | null;
  fetched_at: Time;
  changed_at: Time;
}

export interface ReportInbox {
  organization_id: number;
  id: Generated<number>;
  site_id: number;
  report_id: string;
  received_at: Time;
  body: Buffer;
  body_hash: Buffer;
  request_id: string;
  actor_type: string;
  actor_id: string | null;
  actor_name: string | null;
  claimed_until: GeneratedTime;
  tries: Generated<number>;
  failure: string | null;
  dead_at: NullableTime;
  uuid: string | null;
  is_packed: Generated<boolean>;
  body_bytes: number;
}

export interface SavedViews {
  id: Generated<number>;
  uuid: string;
  user_id: number;
  name: string;
  list: string;
  query: Json;
  created_at: Time;
  updated_at: Time;
}

export interface Sessions {
  id: Generated<number>;
  uuid: string;
  user_id: number;
  token_version: number;
  created_at: Time;
  last_used_at: Time;
  expires_at: Time;
  ended_at: NullableTime;
  end_reason: string | null;
  user_agent: string | null;
  address: string | null;
}

export interface SiteActivity {
  organization_id: number;
  site_id: number;
  last_report_at: NullableTime;
  reported_at: NullableTime;
  last_sequence: number | null;
  last_report_id: string | null;
  last_report_hash: Buffer | null;
  inventory_at: NullableTime;
  inventory_sequence: number | null;
  inventory_hash: string | null;
  instance_id: string | null;
  state_version: Generated<number>;
  inventory_source: string | null;
  repository_at: NullableTime;
  repository_sequence: number | null;
}

export interface SiteCounts {
  organization_id: number;
  id: Generated<number>;
  expected_interval_hours: number;
  urgency: number;
  sites: number;
  security_count: number;
  unsupported_count: number;
  update_count: number;
  unknown_count: number;
  possible_count: number;
  muted_count: number;
}

export interface SiteModuleHistory {
  organization_id: number;
  site_id: number;
  until_at: Time;
  id: Generated<number>;
  module_id: number;
  version_id: number | null;
  from_at: NullableTime;
  next_version_id: number | null;
  report_id: string;
  handover: Generated<boolean>;
}

export interface SiteModules {
  organization_id: number;
  site_id: number;
  module_id: number;
  current_version_id: number;
  update_available: Generated<boolean>;
  security_update: Generated<boolean>;
  urgency: number;
  running_since: Time;
  extensions: Json;
  patches: Json;
  reported_as: string | null;
  mute_id: number | null;
}

export interface SiteReports {
  organization_id: number;
  site_id: number;
  received_at: Time;
  report_id: string;
  effective_at: Time;
  sequence: number | null;
  source: Generated<string>;
  status: string;
  reason: string | null;
  trigger: string | null;
  agent: string | null;
  body_hash: Buffer;
  baseline: Generated<boolean>;
  changes: Generated<number>;
  says_inventory: Generated<boolean>;
  warnings: Json;
  request_id: string | null;
}

export interface SiteRepositoryModules {
  organization_id: number;
  site_id: number;
  module_id: number;
  version_id: number;
  since: Time;
  reported_as: string | null;
}

export interface Sites {
  organization_id: number;
  id: Generated<number>;
  uuid: string;
  url: string;
  name: string;
  name_key: string | null;
  description: string | null;
  created_at: GeneratedTime;
  updated_at: GeneratedTime;
  created_by: number | null;
  updated_by: number | null;
  is_active: Generated<boolean>;
  is_deleted: Generated<boolean>;
  deleted_at: NullableTime;
  environment: Generated<string>;
  tags: Generated<string[]>;
  expected_interval_hours: Generated<number>;
  urgency: Generated<number>;
  modules_count: Generated<number>;
  security_count: Generated<number>;
  unsupported_count: Generated<number>;
  update_count: Generated<number>;
  unknown_count: Generated<number>;
  current_count: Generated<number>;
  custom_count: Generated<number>;
  possible_count: Generated<number>;
  muted_count: Generated<number>;
  risk: number | null;
  attention: number | null;
  core_version: string | null;
  php_version: string | null;
  platform: Json;
  core_key: string | null;
}

export interface Users {
  id: Generated<number>;
  uuid: string;
  name: string;
  email: string;
  hashed_password: string | null;
  organization_id: number | null;
  role: string;
  created_at: GeneratedTime;
  updated_at: GeneratedTime;
  is_active: Generated<boolean>;
  is_deleted: Generated<boolean>;
  deleted_at: NullableTime;
  last_login: NullableTime;
  notification_preferences: GeneratedJson;
  timezone: Generated<string>;
  locale: Generated<string>;
  password_change_required: Generated<boolean>;
  token_version: Generated<number>;
  email_paused_at: NullableTime;
  email_pause_reason: string | null;
}

export interface VersionAdvisories {
  version_id: number;
  advisory_id: number;
  exposure: string;
}

export interface VersionSecurityReleases {
  version_id: number;
  release: string;
}

export interface Tables {
  address_verifications: AddressVerifications;
  advisories: Advisories;
  advisory_nodes: AdvisoryNodes;
  advisory_projects: AdvisoryProjects;
  advisory_revisions: AdvisoryRevisions;
  api_keys: ApiKeys;
  audit_counts: AuditCounts;
  audit_logs: AuditLogs;
  audit_seals: AuditSeals;
  catalogue_epoch: CatalogueEpoch;
  changed_verdicts: ChangedVerdicts;
  channel_deliveries: ChannelDeliveries;
  channels: Channels;
  closed_periods: ClosedPeriods;
  daily_tallies: DailyTallies;
  event_news: EventNews;
  event_sites: EventSites;
  events: Events;
  exposed_installs: ExposedInstalls;
  feed_fetches: FeedFetches;
  feed_hosts: FeedHosts;
  feed_sources: FeedSources;
  idempotency_keys: IdempotencyKeys;
  invitations: Invitations;
  job_runs: JobRuns;
  key_epoch: KeyEpoch;
  memberships: Memberships;
  message_items: MessageItems;
  messages: Messages;
  module_identities: ModuleIdentities;
  module_versions: ModuleVersions;
  modules: Modules;
  mutes: Mutes;
  notices: Notices;
  organization_revisions: OrganizationRevisions;
  organizations: Organizations;
  outbox: Outbox;
  password_resets: PasswordResets;
  patch_runs: PatchRuns;
  psa_items: PsaItems;
  refresh_tokens: RefreshTokens;
  release_feeds: ReleaseFeeds;
  report_inbox: ReportInbox;
  saved_views: SavedViews;
  sessions: Sessions;
  site_activity: SiteActivity;
  site_counts: SiteCounts;
  site_module_history: SiteModuleHistory;
  site_modules: SiteModules;
  site_reports: SiteReports;
  site_repository_modules: SiteRepositoryModules;
  sites: Sites;
  users: Users;
  version_advisories: VersionAdvisories;
  version_security_releases: VersionSecurityReleases;
}
