import type { ReactNode } from 'react';
import { useText } from '../text/text.tsx';
import { TabCount, TabLink } from '../ui/choices.tsx';
import { isSameView, type View } from './saved-views.ts';
import type { ListSearch } from './search.ts';
import styles from './view-tabs.module.css';

/** The views of a list: those that come with it, then a person's own. The one that is looked at says how many it has. */
export function ViewTabs({
  views,
  search,
  total,
  end,
}: {
  views: readonly View[];
  search: ListSearch;
  total: number | undefined;
  end?: ReactNode;
}) {
  const say = useText();
  return (
    <div className={`${styles.row} no-print`}>
      <nav className={styles.views} aria-label={say('views.label')}>
        {views.map((view) => {
          const { id, name, search: wanted, count } = view;
          const isCurrent = isSameView(wanted, search);
          return (
            <TabLink
              key={id ?? name}
              to="."
              // The address of the page stays, whichever it is.
              search={wanted as never}
              isCurrent={isCurrent}
            >
              {name}
              <TabCount value={isCurrent ? (total ?? count) : count} isComing={isCurrent || 'count' in view} />
            </TabLink>
          );
        })}
      </nav>
      {end !== undefined && <div className={`${styles.end} only-wide`}>{end}</div>}
    </div>
  );
}
