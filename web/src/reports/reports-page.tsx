import { useListSearch } from '../list/search.ts';
import { LagReport } from './lag-report.tsx';
import { ModuleUpdatesReport } from './module-updates-report.tsx';
import { tabOf } from './report-tabs.tsx';
import { RunsReport } from './runs-report.tsx';

export function ReportsPage() {
  const [search, setSearch] = useListSearch();
  const tab = tabOf(search);
  const Report = tab === 'lag' ? LagReport : tab === 'runs' ? RunsReport : ModuleUpdatesReport;
  return <Report search={search} onChange={setSearch} />;
}
