import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { call } from '../api/client.ts';
import { invalidate } from '../api/queries.ts';
import { useText } from '../text/text.tsx';
import { Button, ButtonLink } from '../ui/button.tsx';
import { download } from '../ui/download.ts';
import { AreaField } from '../ui/field.tsx';
import { Callout, useErrorText } from '../ui/states.tsx';
import { FileDrop } from './file-drop.tsx';
import styles from './many-sites.module.css';
import { readSiteLines, type SiteLine } from './site-lines.ts';

interface Outcome {
  readonly line: SiteLine;
  readonly key?: string;
  readonly error?: string;
}

/** A list of sites, pasted or from a file: what will become of each line before anything is sent, and what became of it after. */
export function ManySites({ org }: { org: string }) {
  const say = useText();
  const errorText = useErrorText();
  const [text, setText] = useState('');
  const [outcomes, setOutcomes] = useState<readonly Outcome[]>();
  const [isBusy, setBusy] = useState(false);
  const lines = readSiteLines(text);
  const good = lines.filter(({ problem }) => problem === undefined);
  const create = async () => {
    setBusy(true);
    const done: Outcome[] = [];
    for (const line of good) {
      const { url, name, environment, tags } = line;
      try {
        const { data } = await call('POST /api/v1/sites', {
          body: { url, name, environment, tags, organization_id: org },
        });
        done.push({ line, key: data.api_key ?? '' });
      } catch (error) {
        done.push({ line, error: errorText(error) });
      }
      setOutcomes([...done]);
    }
    setBusy(false);
    await invalidate(['/api/v1/sites', '/api/v1/overview', '/api/v1/tags']);
  };
  if (outcomes !== undefined) return <Outcomes outcomes={outcomes} of={good.length} org={org} isBusy={isBusy} />;
  return (
    <div className="stack-small">
      <FileDrop onText={(more) => setText(text.trim() === '' ? more : `${text.trimEnd()}\n${more}`)}>
        <AreaField
          label={say('firstRun.many.list')}
          hint={say('firstRun.many.hint')}
          placeholder={'https://www.example.org\nshop.example.org, Example shop, production, client-a;shop'}
          value={text}
          rows={8}
          spellCheck={false}
          onChange={(event) => setText(event.target.value)}
        />
      </FileDrop>
      {lines.length > 0 && (
        <div className={styles.preview}>
          <table className={styles.table}>
            <caption className="hidden-visually">{say('firstRun.many.preview')}</caption>
            <thead>
              <tr>
                {(['line', 'url', 'name', 'environment', 'tags'] as const).map((head) => (
                  <th key={head} scope="col">
                    {say(`firstRun.many.${head}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {lines.map(({ line, url, name, environment, tags, problem }) => (
                <tr key={line}>
                  <td>{line}</td>
                  <td>{url}</td>
                  {problem === undefined ? (
                    <>
                      <td>{name}</td>
                      <td>{say(`environment.${environment}`)}</td>
                      <td>{tags.join(', ')}</td>
                    </>
                  ) : (
                    <td colSpan={3}>
                      <b>{say(`firstRun.many.problem.${problem}`)}</b>
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <div>
        <Button
          kind="main"
          onClick={create}
          disabledReason={good.length === 0 ? say('firstRun.many.nothing') : undefined}
        >
          {say('firstRun.many.submit', { count: good.length })}
        </Button>
      </div>
    </div>
  );
}

function Outcomes({
  outcomes,
  of,
  org,
  isBusy,
}: {
  outcomes: readonly Outcome[];
  of: number;
  org: string;
  isBusy: boolean;
}) {
  const say = useText();
  const made = outcomes.filter(({ key }) => key !== undefined);
  const failed = outcomes.filter(({ error }) => error !== undefined);
  const csv = [
    'url,name,api_key',
    ...made.map(({ line, key }) =>
      [line.url, line.name, key].map((cell) => `"${String(cell).replaceAll('"', '""')}"`).join(','),
    ),
  ].join('\n');
  return (
    <div className="stack-small">
      <div>
        <progress
          className={styles.progress}
          max={of}
          value={outcomes.length}
          aria-label={say('firstRun.many.progress')}
        />{' '}
        {say('firstRun.many.made', { made: made.length, of })}
      </div>
      {made.length > 0 && !isBusy && (
        <Callout
          end={
            <Button kind="main" icon={IconDownload} onClick={() => download('patchlight-keys.csv', csv, 'text/csv')}>
              {say('firstRun.many.keys')}
            </Button>
          }
        >
          {say('firstRun.many.keysOnce')}
        </Callout>
      )}
      {failed.map(({ line, error }) => (
        <p key={line.line} className="small">
          <b>{line.url}</b>: {error}
        </p>
      ))}
      {!isBusy && (
        <div>
          <ButtonLink to="/o/$org/sites" params={{ org }}>
            {say('firstRun.many.toList')}
          </ButtonLink>
        </div>
      )}
    </div>
  );
}
