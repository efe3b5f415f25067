import { muteLimits } from '@patchlight/contract/mute-limits';
import { Fragment, useId } from 'react';
import { useApi } from '../api/queries.ts';
import { useText } from '../text/text.tsx';
import { Check } from '../ui/choices.tsx';
import styles from './mutes.module.css';
import { type MuteSubject, type Scope, scopes } from './subject.ts';

interface WhereFieldProps {
  readonly subject: MuteSubject;
  readonly scope: Scope;
  readonly tags: readonly string[];
  readonly error: string | undefined;
  readonly onChange: (scope: Scope, tags: readonly string[]) => void;
}

/** On these sites, on those that carry one of some tags, or everywhere. */
export function WhereField({ subject, scope, tags, error, onChange }: WhereFieldProps) {
  const say = useText();
  const name = useId();
  const known = useTags(subject);
  const { sites, organization } = subject;
  const isThere: Record<Scope, boolean> = {
    site: sites.length > 0,
    tags: organization !== undefined && known.length > 0,
    organization: organization !== undefined,
  };
  const labels: Record<Scope, string> = {
    site:
      sites.length === 1
        ? say('mutes.where.site', { site: sites[0]?.name })
        : say('mutes.where.sites', { count: sites.length }),
    tags: known.length === 1 ? say('mutes.where.tag', { tag: known[0] }) : say('mutes.where.tags'),
    organization: say('mutes.where.organization', { organization: organization?.name }),
  };
  const toggle = (tag: string) =>
    onChange('tags', tags.includes(tag) ? tags.filter((each) => each !== tag) : [...tags, tag]);
  return (
    <fieldset className={styles.choices}>
      <legend>{say('mutes.where')}</legend>
      {scopes
        .filter((each) => isThere[each])
        .map((each) => (
          <Fragment key={each}>
            <Check
              radio
              name={name}
              checked={scope === each}
              onChange={() => onChange(each, each === 'tags' && known.length === 1 ? known : [])}
            >
              {labels[each]}
            </Check>
            {each === 'tags' && scope === 'tags' && known.length > 1 && (
              <div className={styles.tags}>
                {known.map((tag) => (
                  <Check
                    key={tag}
                    checked={tags.includes(tag)}
                    disabled={!tags.includes(tag) && tags.length >= muteLimits.tags}
                    onChange={() => toggle(tag)}
                  >
                    {tag}
                  </Check>
                ))}
              </div>
            )}
          </Fragment>
        ))}
      {error !== undefined && (
        <span role="alert" className={styles.wrong}>
          {error}
        </span>
      )}
    </fieldset>
  );
}

/** Tags of the sites, or where none are given all tags there are. */
function useTags({ sites, organization }: MuteSubject): readonly string[] {
  const isNeeded = sites.length === 0 && organization !== undefined;
  const { data } = useApi(
    'GET /api/v1/tags',
    { query: { per_page: 100, sort: '-sites', ...(organization && { organization_id: organization.id }) } },
    { enabled: isNeeded },
  );
  if (isNeeded) return data?.data.map(({ name }) => name) ?? [];
  return [...new Set(sites.flatMap((site) => site.tags))].sort();
}
