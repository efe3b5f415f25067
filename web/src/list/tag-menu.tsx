import { IconCheck, IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import { usePlace } from '../api/organization.ts';
import { useApi } from '../api/queries.ts';
import { useText } from '../text/text.tsx';
import { Icon } from '../ui/icon.tsx';
import { Menu } from '../ui/menu.tsx';
import styles from './tag-menu.module.css';

/** Narrows a page to the sites of one tag. The tags are asked for when somebody is about to open it. */
export function TagMenu({
  value,
  onChange,
}: {
  value: string | undefined;
  onChange: (tag: string | undefined) => void;
}) {
  const say = useText();
  const { organizationId } = usePlace();
  const [isWanted, setWanted] = useState(false);
  const want = () => setWanted(true);
  const { data } = useApi(
    'GET /api/v1/tags',
    {
      query: {
        sort: '-sites',
        per_page: 50,
        ...(organizationId !== undefined && { organization_id: organizationId }),
      },
    },
    { enabled: isWanted },
  );
  const names = data?.data.map(({ name }) => name) ?? [];
  const known = value === undefined || names.includes(value) ? names : [value, ...names];
  return (
    <Menu
      label={say('tags.choose')}
      groups={[
        [
          {
            label: say('tags.all'),
            onSelect: () => onChange(undefined),
            ...(value === undefined && { icon: IconCheck }),
          },
        ],
        known.map((name) => ({
          label: name,
          onSelect: () => onChange(name),
          ...(name === value && { icon: IconCheck }),
        })),
      ]}
      target={
        <button type="button" className={styles.select} onPointerEnter={want} onFocus={want} onClick={want}>
          <span className="muted">{say('tags.show')}</span>
          <span className={styles.value}>{value ?? say('tags.all')}</span>
          <Icon of={IconChevronDown} size={14} />
        </button>
      }
    />
  );
}
