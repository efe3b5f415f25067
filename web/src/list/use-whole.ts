import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { type Address, type Answer, call, type InputOf } from '../api/client.ts';
import { keyOf } from '../api/queries.ts';
import type { RowOf } from './use-list.ts';

/** A list that is short by nature, such as the projects of one site: all of it, hundred by hundred. */
export function useWhole<A extends Address>(
  address: A,
  input: InputOf<A>,
  { enabled = true } = {},
): UseQueryResult<readonly RowOf<A>[]> {
  return useQuery({
    queryKey: [...keyOf(address, input), 'whole'],
    enabled,
    queryFn: () => readWhole(address, input),
  });
}

/** The same, once, when somebody asks for it. */
export async function readWhole<A extends Address>(address: A, input: InputOf<A>): Promise<RowOf<A>[]> {
  const rows: RowOf<A>[] = [];
  for (let page = 1; ; page += 1) {
    const asked = { ...input, query: { ...input.query, page, per_page: 100 } } as InputOf<A>;
    const { data, meta } = (await call(address, asked)) as Answer<RowOf<A>[]>;
    rows.push(...data);
    if (data.length === 0 || rows.length >= meta.total) return rows;
  }
}
