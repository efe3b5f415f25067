import { muteLimits } from '@patchlight/contract/mute-limits';
import type { Site } from '@patchlight/contract/sites';
import { useMay } from '../api/organization.ts';
import { valuesOf } from '../list/facets.ts';
import type { MuteSubject } from '../mutes/subject.ts';
import { useOrganizationHere } from '../mutes/use-organization-here.ts';
import { useText } from '../text/text.tsx';
import { useRoleReason } from '../ui/button.tsx';
import type { Chosen } from './use-bulk-change.ts';

interface Mutable {
  readonly subject?: MuteSubject;
  /** Why there is none. */
  readonly disabledReason?: string | undefined;
}

/** What of a site a mute has to know. */
type MutableSite = Pick<Site, 'id' | 'name' | 'tags' | 'organization'>;

/** The chosen sites as what a project is to be muted on: one by one, or all that match where a mute can say which. */
export function useMuteSubject(chosen: Chosen, known: readonly (MutableSite | undefined)[]): Mutable {
  const say = useText();
  const role = useRoleReason()(useMay('mutes:write'));
  const here = useOrganizationHere();
  if (role !== undefined) return { disabledReason: role };
  if ('filter' in chosen) {
    if (here === undefined) return { disabledReason: say('sites.mute.chooseOrganization') };
    const { tag, organization_id: _, ...others } = chosen.filter;
    const isSaid = Object.keys(others).length === 0 && tag?.includes('!') !== true;
    if (!isSaid) return { disabledReason: say('sites.mute.notAllMatching') };
    const tags = tag === undefined ? {} : { tags: valuesOf(tag) };
    return { subject: { projects: [], sites: [], organization: here, ...tags } };
  }
  if (chosen.ids.length > muteLimits.bulk)
    return { disabledReason: say('sites.mute.tooMany', { most: muteLimits.bulk }) };
  const byId = new Map(known.flatMap((site) => (site === undefined ? [] : [[site.id, site] as const])));
  const sites = chosen.ids.map((id) => byId.get(id) ?? { id, name: id, tags: [], organization: undefined });
  const first = sites[0]?.organization;
  const isOne = sites.every(({ organization }) => organization?.id === first?.id);
  return { subject: { projects: [], sites, organization: here ?? (isOne ? first : undefined) } };
}
