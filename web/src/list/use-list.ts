import { keepPreviousData, useQueries } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import { type Address, type Answer, call, type DataOf, type InputOf } from '../api/client.ts';
import { keyOf, queryClient } from '../api/queries.ts';
import type { ListSearch } from './search.ts';

export type RowOf<A extends Address> = DataOf<A> extends readonly (infer R)[] ? R : never;

export interface List<R> {
  /** `undefined` at a place: not loaded yet. */
  readonly rows: readonly (R | undefined)[];
  readonly total: number | undefined;
  readonly from: number;
  readonly page: number;
  readonly pages: number;
  readonly isVirtual: boolean;
  readonly isLoading: boolean;
  readonly isFetching: boolean;
  readonly error: unknown;
  readonly updatedAt: number;
  readonly refetch: () => void;
  readonly onVisible: (from: number, to: number) => void;
}

/** A list of which other pages can be read than those that are shown. */
export interface PagedList<R> extends List<R> {
  /** How many rows a page has. */
  readonly size: number;
  readonly read: (page: number) => Promise<readonly R[]>;
}

export const pageSizes = ['50', '100', 'all'] as const;
const chunk = 100;

/**
 * A list of the server in pages of 50 or 100, or all of it: then pages are asked for as they come into sight, and
 * whatever is not there yet is a row that is loading. Which of them is in the address: `page`, `per_page`.
 */
export function useList<A extends Address>(
  address: A,
  input: InputOf<A>,
  search: ListSearch,
  { skeletons = 12, enabled = true } = {},
): PagedList<RowOf<A>> {
  const isVirtual = search.per_page === 'all';
  const size = isVirtual ? chunk : Number(search.per_page ?? 50);
  const page = isVirtual ? 1 : Math.max(1, Number(search.page ?? 1) || 1);
  const [seen, setSeen] = useState<readonly number[]>([1]);
  const askFor = (number: number) => {
    const asked = { ...input, query: { ...input.query, page: number, per_page: size } } as InputOf<A>;
    return {
      queryKey: keyOf(address, asked),
      queryFn: () => call(address, asked) as Promise<Answer<RowOf<A>[]>>,
    };
  };
  const numbers = isVirtual ? [...new Set([1, ...seen])] : [page];
  const results = useQueries({
    queries: numbers.map((number) => ({ ...askFor(number), enabled, placeholderData: keepPreviousData })),
  });
  const kept = useKept<RowOf<A>>(JSON.stringify([address, input, size]));
  results.forEach(({ data, isPlaceholderData }, index) => {
    if (data !== undefined && !isPlaceholderData) kept.set(numbers[index] ?? 1, data.data);
  });
  const first = results[0];
  const total = first?.data?.meta.total;
  const onVisible = useCallback((from: number, to: number) => {
    const wanted = range(Math.floor(from / chunk) + 1, Math.floor(to / chunk) + 1);
    setSeen((before) => (wanted.every((each) => before.includes(each)) ? before : wanted));
  }, []);
  return {
    rows:
      total === undefined
        ? new Array<undefined>(skeletons).fill(undefined)
        : isVirtual
          ? spread(kept, total)
          : (first?.data?.data ?? []),
    total,
    from: (page - 1) * size,
    page,
    pages: total === undefined ? 1 : Math.max(1, Math.ceil(total / size)),
    isVirtual,
    isLoading: total === undefined && first?.error == null,
    isFetching: results.some(({ isFetching }) => isFetching),
    error: total === undefined ? first?.error : undefined,
    updatedAt: first?.dataUpdatedAt ?? 0,
    refetch: () => {
      for (const result of results) void result.refetch();
    },
    onVisible,
    size,
    read: async (number) => (await queryClient.fetchQuery(askFor(number))).data,
  };
}

function useKept<R>(key: string): Map<number, readonly R[]> {
  const kept = useRef<{ key: string; pages: Map<number, readonly R[]> }>(undefined);
  if (kept.current?.key !== key) kept.current = { key, pages: new Map() };
  return kept.current.pages;
}

function spread<R>(pages: ReadonlyMap<number, readonly R[]>, total: number): readonly (R | undefined)[] {
  const rows = new Array<R | undefined>(total).fill(undefined);
  for (const [number, page] of pages)
    for (const [index, row] of page.entries())
      if ((number - 1) * chunk + index < total) rows[(number - 1) * chunk + index] = row;
  return rows;
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
