import type { Site } from '@patchlight/contract/sites';
import { useState } from 'react';
import { useText } from '../text/text.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { SelectField } from '../ui/field.tsx';
import { useErrorText } from '../ui/states.tsx';
import { type Chosen, useBulkChange } from './use-bulk-change.ts';
import { environments } from './use-site-facets.tsx';

interface EnvironmentDialogProps {
  readonly chosen: Chosen;
  readonly count: number;
  readonly known: readonly (Site | undefined)[];
  readonly onClose: () => void;
}

/** Says of the chosen sites what they are for. */
export function EnvironmentDialog({ chosen, count, known, onClose }: EnvironmentDialogProps) {
  const say = useText();
  const explain = useErrorText();
  const { apply, isBusy } = useBulkChange(chosen);
  const [environment, setEnvironment] = useState<Site['environment']>('production');
  const [error, setError] = useState<string>();
  const before = new Map(known.flatMap((site) => (site === undefined ? [] : [[site.id, site.environment] as const])));
  const undoOf = (ids: readonly string[]) =>
    // A site of a page that is no longer at hand is not known to have had another one.
    ids.every((id) => before.has(id))
      ? environments.map(
          (each) =>
            [
              { action: 'set_environment' as const, environment: each },
              ids.filter((id) => before.get(id) === each),
            ] as [{ action: 'set_environment'; environment: Site['environment'] }, string[]],
        )
      : [];
  const submit = async () => {
    try {
      await apply({ action: 'set_environment', environment }, undoOf);
      onClose();
    } catch (failure) {
      setError(explain(failure));
    }
  };
  return (
    <Dialog
      open
      title={say('sites.bulk.environmentOf', { count })}
      submit={say('sites.bulk.setEnvironment')}
      onSubmit={submit}
      busy={isBusy}
      onClose={onClose}
    >
      <SelectField
        label={say('sites.environment')}
        value={environment}
        error={error}
        choices={environments.map((value) => ({ value, label: say(`environment.${value}`) }))}
        onChange={(event) => setEnvironment(event.target.value as Site['environment'])}
      />
    </Dialog>
  );
}
