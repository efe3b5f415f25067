import type * as contract from '@patchlight/contract/bulk-sites';
import type { BodyOf } from '@patchlight/contract/endpoint';
import { siteTagsMax } from '@patchlight/contract/sites';
import { invalid } from '../errors.ts';

type Body = BodyOf<typeof contract.changeSites>;

export interface BulkSite {
  readonly id: number;
  readonly uuid: string;
  readonly organizationId: number;
  readonly tags: readonly string[];
  readonly environment: string;
  readonly isActive: boolean;
}

/** What is to be done to each of many sites. */
export interface BulkChange {
  readonly deletes: boolean;
  /** Why this site is left as it is; null where it is changed. */
  readonly refusal: (site: BulkSite) => contract.SkipReason | null;
  readonly after: (site: BulkSite) => Pick<BulkSite, 'tags' | 'environment' | 'isActive'>;
}

/** The change that a body asks for. Throws a `validation_error` where it does not say which sites, or not all that its action needs. */
export function readBulkChange(body: Body): BulkChange {
  if ((body.filter === undefined) === (body.site_ids === undefined))
    throw invalid('/filter', 'required', 'Say which sites: give either `filter` or `site_ids`.');
  for (const [name, actions] of Object.entries(needs))
    if (body[name as keyof typeof needs] !== undefined && !actions.includes(body.action))
      throw invalid(`/${name}`, 'not_allowed', `${body.action} does not take this.`);
  if (body.action === 'delete')
    return { deletes: true, refusal: () => null, after: (site) => ({ ...site, isActive: false }) };
  const after = editOf(body);
  return {
    deletes: false,
    after,
    refusal(site) {
      const changed = after(site);
      if (changed.tags.length > siteTagsMax) return 'too_many_tags';
      return isSame(site, changed) ? 'unchanged' : null;
    },
  };
}

const needs: Readonly<Record<'tags' | 'environment' | 'is_active', readonly contract.BulkAction[]>> = {
  tags: ['add_tags', 'remove_tags'],
  environment: ['set_environment'],
  is_active: ['set_active'],
};

function editOf(body: Body): BulkChange['after'] {
  const { environment, is_active: isActive } = body;
  switch (body.action) {
    case 'set_environment':
      if (environment === undefined) throw missing('environment');
      return (site) => ({ ...site, environment });
    case 'set_active':
      if (isActive === undefined) throw missing('is_active');
      return (site) => ({ ...site, isActive });
    default: {
      const tags = (body.tags ?? []).map((tag) => tag.trim());
      if (tags.length === 0) throw missing('tags');
      if (body.action === 'add_tags') return (site) => ({ ...site, tags: [...new Set([...site.tags, ...tags])] });
      return (site) => ({ ...site, tags: site.tags.filter((tag) => !tags.includes(tag)) });
    }
  }
}

const missing = (name: string) => invalid(`/${name}`, 'required', 'The action needs this.');

function isSame(one: BulkSite, other: ReturnType<BulkChange['after']>): boolean {
  return (
    one.environment === other.environment &&
    one.isActive === other.isActive &&
    one.tags.length === other.tags.length &&
    one.tags.every((tag) => other.tags.includes(tag))
  );
}
