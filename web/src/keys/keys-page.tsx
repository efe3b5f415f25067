import type { ApiKey } from '@patchlight/contract/api-keys';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useMay, usePlace } from '../api/organization.ts';
import { useApi } from '../api/queries.ts';
import { ListFoot } from '../list/list-foot.tsx';
import { useListSearch } from '../list/search.ts';
import { useList } from '../list/use-list.ts';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { Button, useRoleReason } from '../ui/button.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { Panel } from '../ui/panel.tsx';
import { Callout, Empty, ErrorPanel } from '../ui/states.tsx';
import { DataTable } from '../ui/table/data-table.tsx';
import { CreateKey } from './create-key.tsx';
import { useKeyColumns } from './key-columns.tsx';
import { NewKey } from './new-key.tsx';
import { RevokeKey } from './revoke-key.tsx';
import { RotateKey } from './rotate-key.tsx';

export interface ShownKey {
  readonly key: ApiKey;
  readonly secret: string;
}

const soonDays = 14;

/** The keys of an organization and its sites: making, replacing and revoking them. */
export function KeysPage() {
  const say = useText();
  const { day } = useFormat();
  const { organizationId } = usePlace();
  const [search, setSearch] = useListSearch();
  const [open, setOpen] = useState<{ what: 'create' } | { what: 'rotate' | 'revoke'; key: ApiKey }>();
  const [made, setMade] = useState<ShownKey>();
  const gate = useMay('site_keys:write');
  const reason = useRoleReason()(gate);
  const ofPlace = organizationId === undefined ? {} : { organization_id: organizationId };
  const list = useList('GET /api/v1/api-keys', { query: { ...ofPlace, sort: '-created_at' } }, search, {
    enabled: gate.may,
  });
  const sites = useApi(
    'GET /api/v1/sites',
    { query: { ...ofPlace, per_page: 100, sort: 'name' } },
    { enabled: gate.may },
  );
  const nameOf = (id: string | null) => sites.data?.data.find((site) => site.id === id)?.name;
  const columns = useKeyColumns({
    nameOf,
    onRotate: (key) => setOpen({ what: 'rotate', key }),
    onRevoke: (key) => setOpen({ what: 'revoke', key }),
  });
  const close = () => setOpen(undefined);
  const ending = list.rows.filter((key) => key !== undefined && isEndingSoon(key));
  return (
    <>
      <PageHead
        title={say('keys.title')}
        lead={say('keys.lead')}
        actions={
          <Button icon={IconPlus} shortcut="n" disabledReason={reason} onClick={() => setOpen({ what: 'create' })}>
            {say('keys.create')}
          </Button>
        }
      />
      <div className="stack">
        {made !== undefined && <NewKey made={made} onDone={() => setMade(undefined)} />}
        {ending.length > 0 && (
          <Callout>
            {say('keys.ending', {
              count: ending.length,
              names: ending.map((key) => `${key?.name} (${day(key?.expires_at ?? '')})`).join(', '),
            })}
          </Callout>
        )}
        {!gate.may ? (
          <Panel>
            <Empty title={say('keys.notYours')}>{reason}</Empty>
          </Panel>
        ) : list.error != null ? (
          <ErrorPanel what={say('keys.failed')} error={list.error} onRetry={list.refetch} />
        ) : (
          <Panel flush foot={<ListFoot list={list} search={search} onChange={setSearch} />}>
            {list.total === 0 ? (
              <Empty
                title={say('keys.none')}
                actions={<Button onClick={() => setOpen({ what: 'create' })}>{say('keys.create')}</Button>}
              >
                {say('keys.none.why')}
              </Empty>
            ) : (
              <DataTable
                caption={say('keys.title')}
                columns={columns}
                rows={list.rows}
                rowKey={({ id }) => id}
                isGone={({ revoked_at }) => revoked_at !== null}
              />
            )}
          </Panel>
        )}
      </div>
      {open?.what === 'create' && <CreateKey sites={sites.data?.data ?? []} onClose={close} onMade={setMade} />}
      {open?.what === 'rotate' && <RotateKey apiKey={open.key} onClose={close} onMade={setMade} />}
      {open?.what === 'revoke' && <RevokeKey apiKey={open.key} onClose={close} />}
    </>
  );
}

function isEndingSoon({ expires_at, revoked_at }: ApiKey): boolean {
  if (expires_at === null || revoked_at !== null) return false;
  const left = new Date(expires_at).getTime() - Date.now();
  return left > 0 && left < soonDays * 86_400_000;
}
