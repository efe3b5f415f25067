import { IconPlus } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay, usePlace } from '../api/organization.ts';
import { SaveViewDialog } from '../list/save-view-dialog.tsx';
import { isSameView, useSavedViews } from '../list/saved-views.ts';
import { unknownNames, useListSearch } from '../list/search.ts';
import { ViewTabs } from '../list/view-tabs.tsx';
import { useText } from '../text/text.tsx';
import { Button, useRoleReason } from '../ui/button.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { Callout, ErrorPanel } from '../ui/states.tsx';
import { useBuiltInViews } from './built-in-views.ts';
import { useSiteColumns } from './site-columns.tsx';
import { SiteListTools } from './site-list-tools.tsx';
import styles from './sites.module.css';
import { SitesPanel } from './sites-panel.tsx';
import { siteFilters, useSites } from './use-sites.ts';

export function SitesPage() {
  const say = useText();
  const { org } = usePlace();
  const navigate = useNavigate();
  const [search, setSearch] = useListSearch();
  const [isSaving, setSaving] = useState(false);
  const mayWrite = useMay('sites:write');
  const reason = useRoleReason();
  const saved = useSavedViews('sites');
  const views = [...useBuiltInViews(), ...saved.views];
  const sites = useSites(search);
  const columns = useSiteColumns();
  const unknown = unknownNames(search, siteFilters);
  const isView = views.some((view) => isSameView(view.search, search));
  return (
    <>
      <PageHead
        title={say('sites.title')}
        actions={
          <>
            <Button
              onClick={() => setSaving(true)}
              disabledReason={isView && saved.views.length === 0 ? say('sites.viewIsThere') : undefined}
            >
              {say('views.save')}
            </Button>
            <Button
              kind="main"
              icon={IconPlus}
              shortcut="n"
              disabledReason={reason(mayWrite)}
              onClick={() => void navigate({ to: '/o/$org/sites/new', params: { org } })}
            >
              {say('sites.add')}
            </Button>
          </>
        }
      />
      <ViewTabs
        views={views}
        search={search}
        total={sites.list.total}
        end={<SiteListTools sites={sites} columns={columns} search={search} onChange={setSearch} />}
      />
      {unknown.length > 0 && (
        <div className={styles.notice}>
          <Callout>{say('filter.unknown', { names: unknown.join(', ') })}</Callout>
        </div>
      )}
      {sites.list.error != null ? (
        <ErrorPanel what={say('sites.failed')} error={sites.list.error} onRetry={sites.list.refetch} />
      ) : (
        <SitesPanel sites={sites} columns={columns} search={search} onChange={setSearch} />
      )}
      {isSaving && <SaveViewDialog saved={saved} search={search} onClose={() => setSaving(false)} />}
    </>
  );
}
