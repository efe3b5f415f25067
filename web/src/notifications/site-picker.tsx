import { IconX } from '@tabler/icons-react';
import { useQueries } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../api/client.ts';
import { keyOf, useApi } from '../api/queries.ts';
import { useDebounced } from '../palette/use-debounced.ts';
import { useText } from '../text/text.tsx';
import { Check } from '../ui/choices.tsx';
import { TextField } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import styles from './scope-and-hours.module.css';

const shownMax = 12;
const address = 'GET /api/v1/sites/{site_id}';

interface SitePickerProps {
  readonly chosen: readonly string[];
  readonly onChange: (ids: string[]) => void;
}

/** Sites that are found by a part of their name or address, and those that are chosen. */
export function SitePicker({ chosen, onChange }: SitePickerProps) {
  const say = useText();
  const [typed, setTyped] = useState('');
  const q = useDebounced(typed.trim(), 250);
  const found = useApi(
    'GET /api/v1/sites',
    { query: { per_page: 20, sort: 'name', ...(q !== '' && { q }) } },
    { keepPrevious: true },
  );
  const rows = found.data?.data ?? [];
  const names = useNames(chosen.slice(0, shownMax));
  const without = (id: string) => chosen.filter((other) => other !== id);
  return (
    <>
      {chosen.length > 0 && (
        <div className={styles.chosen}>
          {chosen.slice(0, shownMax).map((id, index) => (
            <button
              key={id}
              type="button"
              title={say('notifications.chosen.remove')}
              onClick={() => onChange(without(id))}
            >
              {names[index] ?? say('notifications.chosen.unknown')}
              <Icon of={IconX} size={12} />
            </button>
          ))}
          {chosen.length > shownMax && (
            <span className={styles.hint}>{say('notifications.chosen.more', { count: chosen.length - shownMax })}</span>
          )}
        </div>
      )}
      <TextField
        type="search"
        label={say('notifications.chosen.find')}
        value={typed}
        maxLength={200}
        onChange={(event) => setTyped(event.target.value)}
      />
      <div className={styles.found}>
        {rows.map(({ id, name, url }) => (
          <Check
            key={id}
            checked={chosen.includes(id)}
            onChange={({ target }) => onChange(target.checked ? [...chosen, id] : without(id))}
          >
            <span title={url}>{name}</span>
          </Check>
        ))}
        {found.data !== undefined && rows.length === 0 && (
          <span className={styles.hint}>{say('notifications.chosen.nothing')}</span>
        )}
      </div>
    </>
  );
}

/** Of each id the name; undefined while it is not known, and of a site that may not be seen any more. */
function useNames(ids: readonly string[]): readonly (string | undefined)[] {
  const results = useQueries({
    queries: ids.map((id) => {
      const input = { params: { site_id: id } };
      return { queryKey: keyOf(address, input), queryFn: () => call(address, input) };
    }),
  });
  return results.map(({ data }) => data?.data.name);
}
