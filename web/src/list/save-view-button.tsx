import { useState } from 'react';
import { useText } from '../text/text.tsx';
import { Button } from '../ui/button.tsx';
import { SaveViewDialog } from './save-view-dialog.tsx';
import type { useSavedViews } from './saved-views.ts';
import type { ListSearch } from './search.ts';

/** Keeps what a list is narrowed to under a name of one's own. */
export function SaveViewButton({ saved, search }: { saved: ReturnType<typeof useSavedViews>; search: ListSearch }) {
  const say = useText();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{say('views.save')}</Button>
      {isOpen && <SaveViewDialog saved={saved} search={search} onClose={() => setOpen(false)} />}
    </>
  );
}
