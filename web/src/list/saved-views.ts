import type { ViewableList } from '@patchlight/contract/saved-views';
import { useApi, useChange } from '../api/queries.ts';
import type { ListSearch } from './search.ts';

export interface View {
  /** Of one's own views; those that come with the list have none. */
  readonly id?: string;
  readonly name: string;
  readonly search: ListSearch;
  readonly count?: number | undefined;
}

const path = '/api/v1/saved-views';
// For the server these are numbers; in an address everything is text.
const numbers: readonly string[] = ['per_page', 'min_risk', 'core_end_before', 'not_patched_days'];

/** A person's views of a list, and how they are kept. */
export function useSavedViews(list: ViewableList) {
  const { data } = useApi('GET /api/v1/saved-views', { query: { list, per_page: 100 } });
  const create = useChange('POST /api/v1/saved-views', [path]);
  const replace = useChange('PUT /api/v1/saved-views/{view_id}', [path]);
  const remove = useChange('DELETE /api/v1/saved-views/{view_id}', [path]);
  const views: readonly View[] = (data?.data ?? []).map(({ id, name, query }) => ({
    id,
    name,
    search: Object.fromEntries(Object.entries(query).map(([key, value]) => [key, String(value)])),
  }));
  return {
    views,
    isBusy: create.isPending || replace.isPending,
    /** Under the name of one that is there, instead of it. */
    async save(name: string, search: ListSearch): Promise<void> {
      const query = Object.fromEntries(
        Object.entries(stored(search)).map(([key, value]) => [key, numbers.includes(key) ? Number(value) : value]),
      );
      const known = views.find((view) => view.name.toLowerCase() === name.toLowerCase());
      if (known?.id === undefined) await create.mutateAsync({ body: { name, list, query } });
      else await replace.mutateAsync({ params: { view_id: known.id }, body: { name, query } });
    },
    remove: (id: string) => remove.mutateAsync({ params: { view_id: id } }),
  };
}

/** What of an address a view keeps: not where in the list somebody was, and not that all of it was shown. */
function stored(search: ListSearch): ListSearch {
  const { page: _page, view: _view, per_page, ...kept } = search;
  return per_page === undefined || per_page === 'all' ? kept : { ...kept, per_page };
}

export function isSameView(one: ListSearch, other: ListSearch): boolean {
  const text = (search: ListSearch) => JSON.stringify(Object.entries(stored(search)).sort());
  return text(one) === text(other);
}
