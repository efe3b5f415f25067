import {
  keepPreviousData,
  QueryClient,
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQuery,
} from '@tanstack/react-query';
import { type Address, type Answer, call, type DataOf, type InputOf } from './client.ts';

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // What changes is told by the server (live.ts); a page that comes back is looked at again all the same.
      staleTime: 15_000,
      // The client repeats what is worth repeating.
      retry: false,
      networkMode: 'always',
      refetchOnWindowFocus: true,
    },
    mutations: { networkMode: 'always', retry: false },
  },
});

interface ReadOptions {
  readonly enabled?: boolean;
  /** Keeps the rows of the last filter on screen until those of the new one are there. */
  readonly keepPrevious?: boolean;
  readonly refetchInterval?: number | false;
}

export const keyOf = <A extends Address>(address: A, input: InputOf<A> = {}) => [address, input] as const;

/** What an endpoint answers, kept and shared by address and input; the whole envelope. */
export function useApi<A extends Address>(
  address: A,
  input: InputOf<A> = {},
  { enabled = true, keepPrevious = false, refetchInterval = false }: ReadOptions = {},
): UseQueryResult<Answer<DataOf<A>>> {
  return useQuery<Answer<DataOf<A>>>({
    queryKey: keyOf(address, input),
    queryFn: () => call(address, input),
    enabled,
    refetchInterval,
    ...(keepPrevious && { placeholderData: keepPreviousData }),
  });
}

/** Reads ahead of a click, e.g. in the loader of a route. */
export function prefetch<A extends Address>(address: A, input: InputOf<A> = {}): void {
  void queryClient.prefetchQuery({ queryKey: keyOf(address, input), queryFn: () => call(address, input) });
}

/**
 * A call that changes something. What it touches is read again; `touches` are beginnings of paths, e.g. `/api/v1/sites`.
 * Other tabs and people hear of it from the server.
 */
export function useChange<A extends Address>(
  address: A,
  touches: readonly string[],
): UseMutationResult<Answer<DataOf<A>>, Error, InputOf<A>> {
  return useMutation({
    mutationFn: (input: InputOf<A>) => call(address, input),
    onSuccess: () => invalidate(touches),
  });
}

/** Has everything read again whose path begins with one of these; one that ends with `?` is that path alone. */
export function invalidate(paths: readonly string[]): Promise<void> {
  return queryClient.invalidateQueries({
    predicate: ({ queryKey: [address, input] }) => {
      const path = String(address).split(' ')[1] ?? '';
      return paths.some((each) => isMeant(path, each) || isMeant(filled(path, input), each));
    },
  });
}

const isMeant = (path: string, each: string) => (each.endsWith('?') ? `${path}?` === each : path.startsWith(each));

function filled(path: string, input: unknown): string {
  const params = (input as { params?: Record<string, string> } | undefined)?.params ?? {};
  return path.replace(/\{(\w+)\}/g, (whole, name: string) => params[name] ?? whole);
}
