import { useState } from 'react';
import { useText } from '../text/text.tsx';
import { Segmented } from '../ui/choices.tsx';
import { Panel } from '../ui/panel.tsx';
import { Code } from '../ui/states.tsx';

const ways = ['ci', 'server', 'module'] as const;

/**
 * What to type to send the first report. The key stands in it where it was just made, because the terminal it goes to is the
 * one place where it is needed; otherwise it comes from the environment.
 */
export function Commands({ secret }: { secret: string | undefined }) {
  const say = useText();
  const [way, setWay] = useState<(typeof ways)[number]>('ci');
  const host = location.origin;
  const send = (format: string, source: string) =>
    [
      ...(secret === undefined ? [] : [`export PATCHLIGHT_API_KEY=${secret}`]),
      `${source}curl -fsS --retry 3 -H "X-API-Key: $PATCHLIGHT_API_KEY" \\`,
      `  -H 'Content-Type: application/json' \\`,
      `  --data-binary @${format === 'composer-lock' ? 'composer.lock' : '-'} \\`,
      `  ${host}/api/v1/ingest/${format}`,
    ].join('\n');
  const texts = {
    ci: send('composer-lock', ''),
    server: send(
      'drush-pm-list',
      'drush pm:list --format=json \\\n  --fields=package,project,display_name,name,type,path,status,version | ',
    ),
  };
  // The secret is not on the screen until somebody asks for it, but it is copied.
  const hidden = (text: string) => (secret === undefined ? text : text.replace(secret, `${secret.slice(0, 12)}…`));
  return (
    <Panel
      title={say(`firstRun.way.${way}.title`)}
      end={
        <Segmented
          label={say('firstRun.way')}
          value={way}
          onChange={setWay}
          choices={ways.map((value) => ({ value, label: say(`firstRun.way.${value}`) }))}
        />
      }
    >
      <div className="stack-small">
        {way === 'module' ? (
          <p>{say('firstRun.way.module.notYet')}</p>
        ) : (
          <Code text={texts[way]} show={hidden(texts[way])} />
        )}
        {way !== 'module' && <p className="muted small">{say(`firstRun.way.${way}.note`)}</p>}
      </div>
    </Panel>
  );
}
