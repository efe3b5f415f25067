import { Modal } from '@mantine/core';
import { type FormEvent, type ReactNode, useId } from 'react';
import { useText } from '../text/text.tsx';
import { Button } from './button.tsx';
import styles from './dialog.module.css';

interface DialogProps {
  readonly open: boolean;
  readonly title: string;
  readonly onClose: () => void;
  /** With it the dialog is a form whose filled button says this. */
  readonly submit?: string;
  readonly onSubmit?: () => void;
  readonly busy?: boolean;
  readonly submitReason?: string | undefined;
  readonly wide?: boolean;
  readonly children: ReactNode;
}

/** A question over the page. It takes the focus, keeps it, and gives it back; Escape closes it. */
export function Dialog({
  open,
  title,
  onClose,
  submit,
  onSubmit,
  busy = false,
  submitReason,
  wide = false,
  children,
}: DialogProps) {
  const say = useText();
  const form = useId();
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!busy && submitReason === undefined) onSubmit?.();
  };
  const { content, header, title: heading, body, overlay, inner, foot } = styles;
  return (
    <Modal
      opened={open}
      onClose={onClose}
      title={title}
      size={wide ? 640 : 480}
      padding={0}
      yOffset="12vh"
      closeButtonProps={{ 'aria-label': say('dialog.close') }}
      transitionProps={{ duration: 120 }}
      classNames={{ content, header, title: heading, body, overlay } as Record<string, string>}
    >
      {submit === undefined ? (
        <div className={inner}>{children}</div>
      ) : (
        <form id={form} onSubmit={send} noValidate>
          <div className={inner}>{children}</div>
          <div className={foot}>
            <Button onClick={onClose}>{say('dialog.cancel')}</Button>
            <Button kind="main" type="submit" busy={busy} disabledReason={submitReason}>
              {submit}
            </Button>
          </div>
        </form>
      )}
    </Modal>
  );
}
