import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useUser } from '../api/organization.ts';
import { useChange } from '../api/queries.ts';
import { useText } from '../text/text.tsx';
import { Button } from '../ui/button.tsx';
import { Check } from '../ui/choices.tsx';
import { Panel } from '../ui/panel.tsx';
import { ErrorPanel } from '../ui/states.tsx';

const events = ['security_exposure', 'site_silent'] as const;

/** The two things worth a mail at once, ticked already; whoever takes a tick away is told with the daily digest. */
export function Alerts() {
  const say = useText();
  const { id, email } = useUser();
  const [chosen, setChosen] = useState<readonly (typeof events)[number][]>(events);
  const save = useChange('PUT /api/v1/users/update/{user_id}', ['/api/v1/users']);
  const paces = Object.fromEntries(
    events.map((event) => [event, chosen.includes(event) ? ('instant' as const) : ('daily' as const)]),
  );
  const submit = () => save.mutate({ params: { user_id: id }, body: { notification_preferences: { events: paces } } });
  return (
    <Panel title={say('firstRun.alerts')} note={say('firstRun.alerts.note', { email })}>
      <div className="stack-small">
        <fieldset className="stack-small" disabled={save.isPending}>
          <legend className="hidden-visually">{say('firstRun.alerts')}</legend>
          {events.map((event) => (
            <Check
              key={event}
              checked={chosen.includes(event)}
              onChange={({ target }) => {
                save.reset();
                setChosen(target.checked ? [...chosen, event] : chosen.filter((other) => other !== event));
              }}
            >
              {say(`firstRun.alerts.${event}`)}
            </Check>
          ))}
        </fieldset>
        {save.error && <ErrorPanel what={say('firstRun.alerts.failed')} error={save.error} />}
        <div className="row">
          {save.isSuccess ? (
            <span role="status" className="small">
              {say('firstRun.alerts.saved')}
            </span>
          ) : (
            <Button busy={save.isPending} onClick={submit}>
              {say('firstRun.alerts.save')}
            </Button>
          )}
          <Link to="/notifications" search={{}} className="link small">
            {say('firstRun.alerts.all')}
          </Link>
        </div>
      </div>
    </Panel>
  );
}
