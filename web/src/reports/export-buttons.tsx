import { IconDownload, IconPrinter } from '@tabler/icons-react';
import { useState } from 'react';
import type { Address, InputOf } from '../api/client.ts';
import { downloadCsv } from '../list/download-csv.ts';
import { useText } from '../text/text.tsx';
import { Button } from '../ui/button.tsx';
import { useErrorText } from '../ui/states.tsx';
import styles from './reports.module.css';

/** What is on the page as a file, or on paper; printing gives a PDF too. */
export function ExportButtons<A extends Address>({ address, input }: { address: A; input: InputOf<A> }) {
  const say = useText();
  const why = useErrorText();
  const [state, setState] = useState<{ isBusy: boolean; error?: unknown }>({ isBusy: false });
  const download = async () => {
    setState({ isBusy: true });
    try {
      await downloadCsv(address, input);
      setState({ isBusy: false });
    } catch (error) {
      setState({ isBusy: false, error });
    }
  };
  return (
    <>
      <Button icon={IconPrinter} onClick={() => print()}>
        {say('reports.print')}
      </Button>
      <Button icon={IconDownload} shortcut="e" busy={state.isBusy} onClick={() => void download()}>
        {say('reports.csv')}
      </Button>
      {state.error !== undefined && (
        <span role="alert" className={styles.wrong}>
          {say('reports.csv.failed')} {why(state.error)}
        </span>
      )}
    </>
  );
}
