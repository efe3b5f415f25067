import type { BulkOutcome } from '@patchlight/contract/bulk-sites';
import type { InputOf } from '../api/client.ts';
import { useChange } from '../api/queries.ts';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { toast } from '../ui/toasts.tsx';
import type { SiteFilter } from './use-sites.ts';

/** Sites by their ids, or all that a filter lets through at that moment. */
export type Chosen = { readonly ids: readonly string[] } | { readonly filter: SiteFilter };
type Body = Exclude<InputOf<'POST /api/v1/sites/bulk'>['body'], Uint8Array | undefined>;
export type BulkChange = Omit<Body, 'filter' | 'site_ids' | 'dry_run'>;

const touched = ['/api/v1/sites', '/api/v1/tags', '/api/v1/overview', '/api/v1/modules'];

/** Changes many sites in one go, and says how many it were, which were left out and why, and how to take it back. */
export function useBulkChange(chosen: Chosen) {
  const say = useText();
  const { number, list } = useFormat();
  const change = useChange('POST /api/v1/sites/bulk', touched);
  const run = async (body: BulkChange, which: Chosen = chosen) => {
    const { ids, filter } = { ids: undefined, filter: undefined, ...which };
    const sent = filter === undefined ? { ...body, site_ids: [...(ids ?? [])] } : { ...body, filter };
    return (await change.mutateAsync({ body: sent })).data;
  };
  const report = ({ changed, skipped }: BulkOutcome, undo?: () => void) => {
    const why = [...new Set(skipped.map(({ reason }) => reason))].map((reason) =>
      say(`sites.skipped.${reason}`, { count: skipped.filter((each) => each.reason === reason).length }),
    );
    const text = say('sites.changed', { count: changed });
    toast(
      skipped.length === 0
        ? text
        : `${text} ${say('sites.skipped', { count: number(skipped.length), why: list(why) })}`,
      undo,
    );
  };
  return {
    isBusy: change.isPending,
    /** `undoOf` gives what takes it back from the sites that were changed; only where those are known one by one. */
    async apply(body: BulkChange, undoOf?: (ids: readonly string[]) => readonly [BulkChange, readonly string[]][]) {
      const outcome = await run(body);
      const left = new Set(outcome.skipped.map(({ site_id }) => site_id));
      const ids = 'ids' in chosen ? chosen.ids.filter((id) => !left.has(id)) : [];
      const steps = undoOf?.(ids).filter(([, of]) => of.length > 0) ?? [];
      const undo = async () => {
        for (const [back, of] of steps) await run(back, { ids: of });
      };
      report(outcome, steps.length === 0 ? undefined : () => void undo());
      return outcome;
    },
  };
}
