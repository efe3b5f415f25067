import { type TextId, useText } from '../text/text.tsx';
import { Key } from '../ui/button.tsx';
import { Check } from '../ui/choices.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { namedShortcuts, useSingleKeys } from '../ui/shortcuts.ts';
import { pages } from './page-hits.tsx';
import styles from './shortcut-sheet.module.css';

const everywhere: readonly (readonly [keys: string, text: TextId])[] = [
  ['Ctrl K', 'shell.find'],
  ['?', 'shell.keys'],
  ['Esc', 'dialog.close'],
];
const inLists: readonly (readonly [keys: string, text: TextId])[] = [
  ['j', 'palette.nextRow'],
  ['k', 'palette.previousRow'],
  ['Enter', 'palette.openRow'],
  ['x', 'palette.chooseRow'],
  ['[', 'record.previous'],
  [']', 'record.next'],
];

/** Every key there is now, and the switch for those that are single letters. */
export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const say = useText();
  const [areOn, setOn] = useSingleKeys();
  const here = namedShortcuts().map(({ keys, name }) => [keys, name] as const);
  const goTo = pages.flatMap(({ keys, text }) => (keys === undefined ? [] : [[keys, say(text)] as const]));
  const said = (list: typeof everywhere) => list.map(([keys, text]) => [keys, say(text)] as const);
  return (
    <Dialog open title={say('shell.keys')} onClose={onClose} wide>
      <div className={styles.groups}>
        <Group name={say('palette.everywhere')} rows={said(everywhere)} />
        <Group name={say('palette.goTo')} rows={goTo} />
        <Group name={say('palette.inLists')} rows={said(inLists)} />
        {here.length > 0 && <Group name={say('palette.onThisPage')} rows={here} />}
      </div>
      <div className={styles.switch}>
        <Check checked={areOn} onChange={(event) => setOn(event.target.checked)}>
          {say('palette.singleKeys')}
        </Check>
        <p className="small muted">{say('palette.singleKeys.why')}</p>
      </div>
    </Dialog>
  );
}

function Group({ name, rows }: { name: string; rows: readonly (readonly [keys: string, name: string])[] }) {
  return (
    <section className={styles.group}>
      <h3>{name}</h3>
      <dl>
        {rows.map(([keys, text]) => (
          <div key={keys}>
            <dt>{text}</dt>
            <dd>
              {keys.split(' ').map((key) => (
                <Key key={key}>{key}</Key>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
