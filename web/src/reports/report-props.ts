import type { ListSearch, SetSearch } from '../list/search.ts';

/** The address of the page, which is what a report is of. */
export interface ReportProps {
  readonly search: ListSearch;
  readonly onChange: SetSearch;
}
