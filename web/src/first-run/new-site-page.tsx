import { useState } from 'react';
import { useMay, usePlace, useUser } from '../api/organization.ts';
import { useText } from '../text/text.tsx';
import { useRoleReason } from '../ui/button.tsx';
import { Segmented } from '../ui/choices.tsx';
import { SelectField } from '../ui/field.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { Panel } from '../ui/panel.tsx';
import { Callout } from '../ui/states.tsx';
import { ManySites } from './many-sites.tsx';
import { OneSite } from './one-site.tsx';
import { Steps } from './steps.tsx';

/** A new site, or many at once. In the view of all organizations it is asked which one they belong to. */
export function NewSitePage() {
  const say = useText();
  const place = usePlace();
  const { memberships, organization } = useUser();
  const [how, setHow] = useState<'one' | 'many'>('one');
  const known =
    memberships.length > 0 ? memberships.map((each) => each.organization) : organization === null ? [] : [organization];
  const [chosen, setChosen] = useState(place.organizationId ?? known[0]?.id ?? '');
  const org = place.organizationId ?? chosen;
  const reason = useRoleReason()(useMay('sites:write'));
  return (
    <Steps now="site" about={{ organization: place.name }}>
      <PageHead
        title={say('firstRun.site.title')}
        lead={say('firstRun.site.lead')}
        actions={
          <Segmented
            label={say('firstRun.site.howMany')}
            value={how}
            onChange={setHow}
            choices={[
              { value: 'one', label: say('firstRun.site.one') },
              { value: 'many', label: say('firstRun.site.many') },
            ]}
          />
        }
      />
      {reason !== undefined ? (
        <Callout>{reason}</Callout>
      ) : (
        <Panel>
          <div className="stack-small">
            {place.organizationId === undefined && (
              <SelectField
                label={say('firstRun.organization')}
                value={chosen}
                onChange={(event) => setChosen(event.target.value)}
                choices={known.map(({ id, name }) => ({ value: id, label: name }))}
              />
            )}
            {how === 'one' ? <OneSite org={org} /> : <ManySites org={org} />}
          </div>
        </Panel>
      )}
    </Steps>
  );
}
