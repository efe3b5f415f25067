import type { Site } from '@patchlight/contract/sites';
import { Link } from '@tanstack/react-router';
import { useMay, usePlace } from '../api/organization.ts';
import { useApi } from '../api/queries.ts';
import { useText } from '../text/text.tsx';
import { ButtonLink, useRoleReason } from '../ui/button.tsx';
import { Ago, Day, None } from '../ui/facts.tsx';
import { Panel } from '../ui/panel.tsx';
import { ErrorPanel } from '../ui/states.tsx';
import { DataTable } from '../ui/table/data-table.tsx';

/** The keys of the site: how each begins, and when it was last used. */
export function KeysPanel({ site }: { site: Site }) {
  const say = useText();
  const { org } = usePlace();
  const gate = useMay('site_keys:write', site.organization.id);
  const reason = useRoleReason()(gate);
  const { data, error, refetch } = useApi(
    'GET /api/v1/api-keys',
    { query: { site_id: site.id, per_page: 100 } },
    { enabled: gate.may },
  );
  const title = say('site.keys');
  if (reason !== undefined)
    return (
      <Panel title={title}>
        <p className="muted">{reason}</p>
      </Panel>
    );
  if (error !== null && data === undefined)
    return <ErrorPanel what={say('site.keysFailed')} error={error} onRetry={refetch} />;
  return (
    <Panel
      flush
      title={title}
      end={
        <ButtonLink to="/o/$org/sites/$siteId/connect" params={{ org, siteId: site.id }} small>
          {say('site.connect')}
        </ButtonLink>
      }
      foot={
        <Link to="/o/$org/keys" params={{ org }} className="link">
          {say('site.keys.all')}
        </Link>
      }
    >
      <DataTable
        caption={title}
        columns={[
          {
            id: 'name',
            head: say('site.keys.name'),
            card: 'first',
            cell: ({ name }) => <span title={name}>{name}</span>,
          },
          {
            id: 'prefix',
            head: say('site.keys.prefix'),
            width: 200,
            cell: ({ prefix }) => <code>{prefix}…</code>,
          },
          {
            id: 'used',
            head: say('site.keys.used'),
            width: 120,
            label: say('site.keys.used'),
            cell: ({ last_used_at }) => <Ago at={last_used_at} />,
          },
          {
            id: 'created',
            head: say('sites.created'),
            width: 120,
            below: 992,
            card: 'hide',
            cell: ({ created_at }) => <Day at={created_at} />,
          },
          {
            id: 'state',
            head: say('site.keys.state'),
            width: 160,
            below: 992,
            cell: ({ revoked_at, expires_at }) =>
              revoked_at !== null ? (
                say('site.keys.revoked')
              ) : expires_at === null ? (
                <None />
              ) : (
                <>
                  {say('site.keys.expires')} <Day at={expires_at} />
                </>
              ),
          },
        ]}
        rows={data?.data ?? [undefined]}
        rowKey={({ id }) => id}
      />
    </Panel>
  );
}
