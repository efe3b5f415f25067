import type { InputOf } from '../api/client.ts';

/** What is to be muted. */
export interface MuteSubject {
  /** Without any the dialog asks which. */
  readonly projects: readonly { readonly name: string; readonly title: string | null }[];
  /** Without any it is meant for tags or the whole organization. */
  readonly sites: readonly { readonly id: string; readonly name: string; readonly tags: readonly string[] }[];
  /** Tags that are meant unless others are chosen. */
  readonly tags?: readonly string[];
  /** Undefined where the sites are of several. */
  readonly organization: { readonly id: string; readonly name: string } | undefined;
  /** Only what this advisory says of the projects. */
  readonly advisory?: string;
}

export const scopes = ['site', 'tags', 'organization'] as const;
export type Scope = (typeof scopes)[number];

type Query = NonNullable<InputOf<'GET /api/v1/mutes/preview'>['query']>;
export type MuteBody = Exclude<InputOf<'POST /api/v1/mutes'>['body'], Uint8Array | undefined>;

/** One project in one place. */
export type MutedPart = Pick<
  MuteBody,
  'project' | 'site_id' | 'tags' | 'organization_id' | 'up_to_version' | 'advisory'
>;

interface Narrowed {
  readonly project: string;
  readonly scope: Scope;
  readonly tags: readonly string[];
  readonly version: string;
}

/** Each project in each place that is meant: as many mutes will be made. */
export function partsOf(subject: MuteSubject, { project, scope, tags, version }: Narrowed): readonly MutedPart[] {
  const { projects, advisory } = subject;
  const names = projects.length > 0 ? projects.map(({ name }) => name) : project === '' ? [] : [project];
  const rest = { ...(version !== '' && { up_to_version: version }), ...(advisory !== undefined && { advisory }) };
  return names.flatMap((name) => placesOf(subject, scope, tags).map((place) => ({ project: name, ...place, ...rest })));
}

type Place = Pick<MutedPart, 'site_id' | 'tags' | 'organization_id'>;

function placesOf({ sites, organization }: MuteSubject, scope: Scope, tags: readonly string[]): readonly Place[] {
  if (scope === 'site') return sites.map(({ id }) => ({ site_id: id }));
  if (organization === undefined || (scope === 'tags' && tags.length === 0)) return [];
  return [{ organization_id: organization.id, ...(scope === 'tags' && { tags: [...tags] }) }];
}

export const previewOf = ({ tags, ...part }: MutedPart): Query => ({ ...part, ...(tags && { tag: tags.join(',') }) });
