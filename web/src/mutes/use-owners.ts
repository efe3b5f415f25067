import type { InputOf } from '../api/client.ts';
import { useWhole } from '../list/use-whole.ts';

type Query = NonNullable<InputOf<'GET /api/v1/mutes'>['query']>;

/** Who answers for the mutes of a site or a project, by mute; asked for once for a whole list. */
export function useMuteOwners(query: Query, enabled: boolean): (muteId: string) => string | undefined {
  const { data } = useWhole('GET /api/v1/mutes', { query }, { enabled });
  const names = new Map(data?.map(({ id, owner, created_by }) => [id, (owner ?? created_by)?.name]));
  return (muteId) => names.get(muteId);
}
