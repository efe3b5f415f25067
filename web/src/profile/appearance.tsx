import { useText } from '../text/text.tsx';
import { Check, Segmented } from '../ui/choices.tsx';
import { Panel } from '../ui/panel.tsx';
import { useSingleKeys } from '../ui/shortcuts.ts';
import { setTheme, themes, useTheme } from '../ui/theme.tsx';

/** How this browser shows it; kept in this browser, not with the account. */
export function Appearance() {
  const say = useText();
  const theme = useTheme();
  const [areOn, setOn] = useSingleKeys();
  return (
    <Panel title={say('profile.appearance')} note={say('profile.thisBrowser')}>
      <div className="stack-small">
        <Segmented
          label={say('profile.theme')}
          value={theme}
          onChange={setTheme}
          choices={themes.map((value) => ({ value, label: say(`profile.theme.${value}`) }))}
        />
        <Check checked={areOn} onChange={(event) => setOn(event.target.checked)}>
          {say('profile.singleKeys')}
        </Check>
        <p className="muted small">{say('profile.singleKeys.hint')}</p>
      </div>
    </Panel>
  );
}
