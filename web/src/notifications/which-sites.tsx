import { useId, useState } from 'react';
import { useApi } from '../api/queries.ts';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { Check } from '../ui/choices.tsx';
import type { ChoicesProps } from './draft.ts';
import styles from './scope-and-hours.module.css';
import { SitePicker } from './site-picker.tsx';

const scopes = ['all', 'tags', 'sites'] as const;
type Scope = (typeof scopes)[number];

/** All sites, those with one of some tags, or some that are chosen one by one. */
export function WhichSites({ value, onChange }: ChoicesProps) {
  const say = useText();
  const { list } = useFormat();
  const name = useId();
  const { tags = [], site_ids: siteIds = [] } = value;
  const stored: Scope = siteIds.length > 0 ? 'sites' : tags.length > 0 ? 'tags' : 'all';
  // With nothing chosen yet the choice is known here alone: for the server it is still every site.
  const [begun, setBegun] = useState<Scope>('all');
  const scope = stored === 'all' ? begun : stored;
  const choose = (next: Scope) => {
    setBegun(next);
    onChange({ ...value, tags: next === 'tags' ? tags : [], site_ids: next === 'sites' ? siteIds : [] });
  };
  return (
    <fieldset className={styles.field}>
      <legend className={styles.label}>{say('notifications.sites')}</legend>
      <Check radio name={name} checked={scope === 'all'} onChange={() => choose('all')}>
        {say('notifications.allSites')}
      </Check>
      <Check radio name={name} checked={scope === 'tags'} onChange={() => choose('tags')}>
        {say('notifications.tagged')}
      </Check>
      {scope === 'tags' && (
        <div className={styles.under}>
          <TagChoices chosen={tags} onChange={(next) => onChange({ ...value, tags: next })} />
          {tags.length === 0 && <span className={styles.hint}>{say('notifications.tagged.none')}</span>}
        </div>
      )}
      <Check radio name={name} checked={scope === 'sites'} onChange={() => choose('sites')}>
        {say('notifications.chosen')}
      </Check>
      {scope === 'sites' && (
        <div className={styles.under}>
          {tags.length > 0 && (
            <span className={styles.hint}>{say('notifications.chosen.andTags', { tags: list(tags, 'or') })}</span>
          )}
          <SitePicker chosen={siteIds} onChange={(next) => onChange({ ...value, site_ids: next })} />
          {siteIds.length === 0 && <span className={styles.hint}>{say('notifications.chosen.none')}</span>}
        </div>
      )}
    </fieldset>
  );
}

interface TagChoicesProps {
  readonly chosen: readonly string[];
  readonly onChange: (tags: string[]) => void;
}

function TagChoices({ chosen, onChange }: TagChoicesProps) {
  const say = useText();
  const { data, isPending } = useApi('GET /api/v1/tags', { query: { per_page: 100, sort: 'name' } });
  const known = data?.data.map(({ name }) => name) ?? [];
  // One that no site carries any more can still be taken off.
  const shown = [...new Set([...known, ...chosen])].sort((one, other) => one.localeCompare(other));
  if (shown.length === 0 && !isPending) return <span className={styles.hint}>{say('notifications.noTag')}</span>;
  return (
    <div className={styles.tags}>
      {shown.map((tag) => (
        <Check
          key={tag}
          checked={chosen.includes(tag)}
          onChange={({ target }) =>
            onChange(target.checked ? [...chosen, tag] : chosen.filter((other) => other !== tag))
          }
        >
          {tag}
        </Check>
      ))}
    </div>
  );
}
