import { IconChevronLeft, IconChevronRight, IconRefresh } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { useShortcut } from '../ui/shortcuts.ts';
import styles from './list-foot.module.css';
import type { ListSearch, SetSearch } from './search.ts';
import { type List, pageSizes } from './use-list.ts';

interface ListFootProps<R> {
  readonly list: List<R>;
  readonly search: ListSearch;
  readonly onChange: SetSearch;
  /** More about what is left out, e.g. how many are muted. */
  readonly children?: ReactNode;
}

/** Where in the list this is, how to go on, how large a page is, and when it was looked at. */
export function ListFoot<R>({ list, search, onChange, children }: ListFootProps<R>) {
  const say = useText();
  const { number, time } = useFormat();
  const { total, from, page, pages, isVirtual, rows } = list;
  useShortcut('r', list.refetch, say('list.refresh'));
  // Nothing stands here until it is known where the rows end: what is shown would jump.
  if (total === undefined) return null;
  const to = isVirtual ? total : from + rows.length;
  return (
    <>
      <span className="tabular">
        {total === 0
          ? say('list.none')
          : say('list.range', { from: number(from + 1), to: number(to), total: number(total) })}
      </span>
      {children}
      <span className={`${styles.end} no-print`}>
        {pages > 1 && !isVirtual && (
          <span className="row">
            <Button
              small
              icon={IconChevronLeft}
              onClick={() => onChange({ page: String(page - 1) })}
              disabledReason={page <= 1 ? say('list.isFirst') : undefined}
            >
              {say('list.previous')}
            </Button>
            <Button
              small
              icon={IconChevronRight}
              onClick={() => onChange({ page: String(page + 1) })}
              disabledReason={page >= pages ? say('list.isLast') : undefined}
            >
              {say('list.next')}
            </Button>
          </span>
        )}
        {total > 50 && (
          <label className="row">
            <span>{say('list.pageSize')}</span>
            <select
              className={styles.size}
              value={search.per_page ?? '50'}
              onChange={(event) => onChange({ per_page: event.target.value === '50' ? undefined : event.target.value })}
            >
              {pageSizes.map((size) => (
                <option key={size} value={size}>
                  {size === 'all' ? say('list.all') : size}
                </option>
              ))}
            </select>
          </label>
        )}
        <span className="row">
          <IconButton
            icon={IconRefresh}
            name={say('list.refresh')}
            onClick={list.refetch}
            aria-busy={list.isFetching}
          />
          {list.updatedAt > 0 && <time className="tabular">{time(new Date(list.updatedAt))}</time>}
        </span>
      </span>
    </>
  );
}
