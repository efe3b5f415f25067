import { Tooltip } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import type { Address, InputOf } from '../api/client.ts';
import { useText } from '../text/text.tsx';
import { Button } from '../ui/button.tsx';
import { useErrorText } from '../ui/states.tsx';
import { downloadCsv } from './download-csv.ts';

/** Saves all that the filters let through as CSV. What went wrong is said where it was asked for. */
export function ExportButton<A extends Address>({ address, input }: { address: A; input: InputOf<A> }) {
  const say = useText();
  const explain = useErrorText();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const save = async () => {
    setBusy(true);
    setError(undefined);
    await downloadCsv(address, input).catch((failure) => setError(explain(failure)));
    setBusy(false);
  };
  return (
    <Tooltip label={error} opened={error !== undefined} disabled={error === undefined}>
      <Button kind="plain" small icon={IconDownload} shortcut="e" busy={isBusy} onClick={save}>
        {say('list.export')}
        {error !== undefined && (
          <span className="hidden-visually" role="alert">
            {error}
          </span>
        )}
      </Button>
    </Tooltip>
  );
}
