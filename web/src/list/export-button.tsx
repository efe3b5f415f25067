import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { Address, InputOf } from '../api/client.ts';
import { downloadCsv } from '../api/download.ts';
import { useText } from '../text/text.tsx';
import { Button } from '../ui/button.tsx';
import { useErrorText } from '../ui/states.tsx';
import { toast } from '../ui/toasts.tsx';

/** Saves the list as CSV: every row that the filters let through, whichever page is shown. */
export function ExportButton<A extends Address>({ address, input }: { address: A; input: InputOf<A> }) {
  const say = useText();
  const errorText = useErrorText();
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => downloadCsv(address, input),
    onSuccess: () => toast(say('list.exported')),
  });
  return (
    <>
      {error !== null && (
        <span className="small" role="alert">
          {errorText(error)}
        </span>
      )}
      <Button kind="plain" small icon={IconDownload} shortcut="e" busy={isPending} onClick={() => mutate()}>
        {say('list.export')}
      </Button>
    </>
  );
}
