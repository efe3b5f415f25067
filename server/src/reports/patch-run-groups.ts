import type { PatchRunGroup } from '@patchlight/contract/patch-run-report';
import { sql } from 'kysely';
import type { Ctx } from '../context.ts';
import { lagOf, sumOf } from './add-up.ts';
import { type Figures, figuresOf } from './figures.ts';
import type { Asked } from './members.ts';

type SiteRef = Extract<PatchRunGroup, { site: unknown }>['site'];
type OrganizationRef = Extract<PatchRunGroup, { organization: unknown }>['organization'];
type Label = { site: SiteRef } | { tag: string | null } | { organization: OrganizationRef };

/** One group of one organization, as it is kept of a closed period. */
export interface GroupFigures extends Pick<Figures, 'total' | 'lag'> {
  readonly label: Label;
  readonly open: number;
  readonly breaches: number;
}

/** The groups of each organization, by site or by tag. */
export async function groupFiguresOf(ctx: Ctx, asked: Asked): Promise<Map<number, GroupFigures[]>> {
  const found = await figuresOf(ctx, asked);
  const sites = asked.groupBy === 'site' ? await siteRefs(ctx, asked) : null;
  const labelOf = (key: string): Label | null => {
    if (sites === null) return { tag: key === '' ? null : key };
    const site = sites.get(key);
    // Deleted since it was counted.
    return site === undefined ? null : { site };
  };
  const groupsOf = (groups: Map<string, Figures>) =>
    [...groups].flatMap(([key, figures]) => {
      const label = labelOf(key);
      return label === null ? [] : groupOf(label, figures);
    });
  return new Map([...found].map(([id, groups]) => [id, groupsOf(groups)]));
}

export function groupOf(label: Label, { total, lag, open, breachCount }: Figures): GroupFigures {
  return { label, total, lag, open: open.count, breaches: breachCount };
}

/** Groups as they are shown, what needs attention first. Those of one tag in several organizations are one. */
export function shownGroups(groups: readonly GroupFigures[]): PatchRunGroup[] {
  const byLabel = new Map<string, GroupFigures[]>();
  for (const group of groups) {
    const key = JSON.stringify(group.label);
    byLabel.set(key, [...(byLabel.get(key) ?? []), group]);
  }
  const shown = [...byLabel.values()].flatMap((same) =>
    same.slice(0, 1).map(({ label }) => ({
      ...label,
      ...sumOf(same.map(({ total }) => total)),
      lag: lagOf(same),
      open_exposures: same.reduce((sum, { open }) => sum + open, 0),
      breaches: same.reduce((sum, { breaches }) => sum + breaches, 0),
    })),
  );
  return shown.sort((a, b) => b.breaches - a.breaches || b.open_exposures - a.open_exposures || b.runs - a.runs);
}

async function siteRefs(ctx: Ctx, { organizationIds, sites }: Asked): Promise<Map<string, SiteRef>> {
  const { rows } = await sql<SiteRef>`select s.uuid as id, s.name, s.url from sites s
    where s.organization_id = any(${organizationIds}::bigint[]) and ${sites}`.execute(ctx.db);
  return new Map(rows.map((row) => [row.id, row]));
}
