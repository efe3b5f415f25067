import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useText } from '../text/text.tsx';
import { Button } from './button.tsx';
import { toast } from './toasts.tsx';

interface CopyProps {
  /** A function where the text has to be fetched first. */
  readonly text: string | (() => Promise<string>);
  readonly label?: string;
  readonly kind?: 'default' | 'main' | 'plain';
  readonly small?: boolean;
  readonly shortcut?: string;
  readonly onCopied?: () => void;
}

/** Copies a text and says that it did, or how to do it by hand. */
export function CopyButton({ text, label, kind = 'default', small = false, shortcut, onCopied }: CopyProps) {
  const say = useText();
  const [state, setState] = useState<'idle' | 'copied' | 'refused'>('idle');
  useEffect(() => {
    if (state !== 'copied') return;
    const timer = setTimeout(() => setState('idle'), 2000);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(typeof text === 'string' ? text : await text());
      setState('copied');
      onCopied?.();
    } catch {
      setState('refused');
    }
  };
  return (
    <Button
      kind={kind}
      small={small}
      icon={state === 'copied' ? IconCheck : IconCopy}
      onClick={copy}
      {...(shortcut !== undefined && { shortcut })}
    >
      <span aria-live="polite">{state === 'idle' ? (label ?? say('copy.copy')) : say(`copy.${state}`)}</span>
    </Button>
  );
}

/** Copies from a menu or a bar, where nothing beside it can say that it did: a toast does, or shows what to copy by hand. */
export function useCopy(): (text: string) => void {
  const say = useText();
  return (text) =>
    void navigator.clipboard.writeText(text).then(
      () => toast(say('copy.copied')),
      () => toast(text),
    );
}
