import type { Site } from '@patchlight/contract/sites';
import { IconX } from '@tabler/icons-react';
import { usePlace } from '../api/organization.ts';
import { useApi } from '../api/queries.ts';
import { useText } from '../text/text.tsx';
import { ButtonLink, IconButton } from '../ui/button.tsx';
import { Ago, Chips, Version } from '../ui/facts.tsx';
import { Pairs } from '../ui/panel.tsx';
import { useShortcut } from '../ui/shortcuts.ts';
import { ErrorPanel, Skeleton } from '../ui/states.tsx';
import { Status } from '../ui/status.tsx';
import { hostOf } from './site-columns.tsx';
import { SiteStatus } from './site-status.tsx';
import styles from './sites.module.css';

const most = 12;

/** A site beside the list: enough to decide whether to open it. Whoever walks the rows sees the next one. */
export function SitePeek({ site, onClose }: { site: Site; onClose: () => void }) {
  const say = useText();
  const { org } = usePlace();
  useShortcut('Escape', onClose);
  return (
    <aside className={styles.peek} aria-label={say('sites.peek', { name: site.name })}>
      <div className={styles.peekHead}>
        <h2>{site.name}</h2>
        <IconButton icon={IconX} name={say('dialog.close')} onClick={onClose} />
      </div>
      <div>
        <SiteStatus site={site} />
      </div>
      <Pairs
        pairs={[
          [say('sites.url'), hostOf(site.url)],
          [say('sites.environment'), say(`environment.${site.environment}`)],
          [say('sites.tags'), <Chips key="tags" names={site.tags} most={6} />],
          [say('sites.core'), <Version key="core" version={site.core_version} />],
          [say('sites.php'), <Version key="php" version={site.php_version} />],
          [say('sites.reported'), <Ago key="reported" at={site.last_report_at} clock={site.freshness !== 'fresh'} />],
        ]}
      />
      <OpenUpdates site={site} />
      <ButtonLink to="/o/$org/sites/$siteId" params={{ org, siteId: site.id }} kind="main" wide>
        {say('sites.open')}
      </ButtonLink>
    </aside>
  );
}

/** The first of what the site should do, worst first. */
function OpenUpdates({ site }: { site: Site }) {
  const say = useText();
  const { data, error, refetch } = useApi(
    'GET /api/v1/sites/{site_id}/modules',
    { params: { site_id: site.id }, query: { per_page: most } },
    { enabled: site.freshness !== 'never' },
  );
  if (site.freshness === 'never') return <p className="muted">{say('sites.neverReported')}</p>;
  if (error !== null) return <ErrorPanel what={say('sites.modulesFailed')} error={error} onRetry={refetch} />;
  if (data === undefined) return <Skeleton width="80%" />;
  const open = data.data.filter(({ status }) => status !== null && status !== 'current' && status !== 'unknown');
  if (open.length === 0) return <p className="muted">{say('sites.nothingOpen')}</p>;
  const { security, unsupported, update } = site.counts;
  const rest = security + unsupported + update - open.length;
  return (
    <ul className={styles.modules}>
      {open.map(({ module, status, version, fix }) => (
        <li key={module.id}>
          <span>
            <Status status={status ?? 'unknown'}>{module.title ?? module.name}</Status>
          </span>
          <span>
            <Version version={version} />{' '}
            {fix?.version != null && (
              <>
                → <Version version={fix.version} from={version} />
              </>
            )}
          </span>
        </li>
      ))}
      {rest > 0 && <li className="muted">{say('sites.andMore', { count: rest })}</li>}
    </ul>
  );
}
