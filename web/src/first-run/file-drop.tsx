import { IconFileText } from '@tabler/icons-react';
import { type DragEvent, type ReactNode, useRef, useState } from 'react';
import { useText } from '../text/text.tsx';
import { Button } from '../ui/button.tsx';
import { readListFile } from './list-file.ts';
import styles from './many-sites.module.css';

/** A field whose text may come from a file as well, chosen or dropped on it. */
export function FileDrop({ onText, children }: { onText: (text: string) => void; children: ReactNode }) {
  const say = useText();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const [problem, setProblem] = useState<string>();
  const take = async (file: File | undefined) => {
    if (file === undefined) return;
    const read = await readListFile(file).catch(() => ({ problem: 'noText' as const }));
    if ('text' in read) onText(read.text);
    setProblem('text' in read ? undefined : say(`firstRun.many.file.${read.problem}`, { name: file.name }));
  };
  const over = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes('Files')) return;
    // Without it the browser would open the file instead of the page.
    event.preventDefault();
    setOver(true);
  };
  const drop = (event: DragEvent) => {
    setOver(false);
    if (event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    void take(event.dataTransfer.files[0]);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button does the same for who cannot drag
    <div
      className={`stack-small ${isOver ? styles.over : ''}`}
      onDragEnter={over}
      onDragOver={over}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      {children}
      <div className="row">
        <Button small icon={IconFileText} onClick={() => input.current?.click()}>
          {say('firstRun.many.file')}
        </Button>
        <span className="muted small">{say('firstRun.many.file.drop')}</span>
        <input
          ref={input}
          type="file"
          hidden
          aria-label={say('firstRun.many.file')}
          accept=".csv,.tsv,.txt,text/csv,text/plain"
          onChange={(event) => {
            void take(event.target.files?.[0]);
            // The same file can be chosen again, once it was mended.
            event.target.value = '';
          }}
        />
      </div>
      {problem !== undefined && (
        <p role="alert" className="small">
          <b>{problem}</b>
        </p>
      )}
    </div>
  );
}
