import type { UnmatchedModule } from '@patchlight/contract/module-identities';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay, usePlace } from '../api/organization.ts';
import { useApi, useChange } from '../api/queries.ts';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { Button, useRoleReason } from '../ui/button.tsx';
import { Callout, useErrorText } from '../ui/states.tsx';
import { toast } from '../ui/toasts.tsx';
import type { ModuleFacts } from './module-facts.ts';
import { ProjectDialog } from './project-dialog.tsx';

/** Of a name that drupal.org does not know: that there is no verdict, why, and who decides what it is. */
export function Identity({ module }: { module: ModuleFacts }) {
  const say = useText();
  const { organizationId } = usePlace();
  const { data } = useApi('GET /api/v1/unmatched-modules', {
    query: {
      q: module.name,
      per_page: 100,
      ...(organizationId !== undefined && { organization_id: organizationId }),
    },
  });
  if (data === undefined) return null;
  const rows = data.data.filter(({ name }) => name === module.name);
  return (
    <div className="stack-small" style={{ marginBottom: 'var(--space-5)' }}>
      {rows.map((row) => (
        <Decision key={row.organization?.id ?? ''} row={row} />
      ))}
      {rows.length === 0 && <Callout>{say(module.custom ? 'module.isCustom' : 'module.notFetched')}</Callout>}
    </div>
  );
}

const touches = ['/api/v1/modules', '/api/v1/unmatched-modules', '/api/v1/sites', '/api/v1/overview'];

function Decision({ row }: { row: UnmatchedModule }) {
  const say = useText();
  const errorText = useErrorText();
  const navigate = useNavigate();
  const { org } = usePlace();
  const reason = useRoleReason()(useMay('modules:identify'));
  const decide = useChange('PUT /api/v1/module-identities/{name}', touches);
  const takeBack = useChange('DELETE /api/v1/module-identities/{name}', touches);
  const [isAsking, setAsking] = useState(false);
  const { name, organization, decision } = row;
  if (organization === null) return null;
  const error = decide.error ?? takeBack.error;
  const params = { name };
  // The name means another module from now on, with another address.
  const leave = (text: string) => {
    toast(text);
    void navigate({ to: '/o/$org/modules', params: { org }, search: { q: name, include: 'custom' } });
  };
  const identify = (project?: string) =>
    decide.mutate(
      {
        params,
        body: {
          organization_id: organization.id,
          ...(project === undefined ? { decision: 'custom' } : { decision: 'project', project }),
        },
      },
      {
        onSuccess: () =>
          leave(say(project === undefined ? 'module.nowCustom' : 'module.nowProject', { name, project })),
      },
    );
  return (
    <Callout
      end={
        <span className="row">
          {decision === null ? (
            <>
              <Button small disabledReason={reason} busy={decide.isPending} onClick={() => identify()}>
                {say('module.treatAsCustom')}
              </Button>
              <Button small kind="plain" disabledReason={reason} onClick={() => setAsking(true)}>
                {say('module.isProject')}
              </Button>
            </>
          ) : (
            <Button
              small
              disabledReason={reason}
              busy={takeBack.isPending}
              onClick={() =>
                takeBack.mutate(
                  { params, query: { organization_id: organization.id } },
                  { onSuccess: () => leave(say('module.takenBack', { name })) },
                )
              }
            >
              {say('module.takeBack')}
            </Button>
          )}
        </span>
      }
    >
      <Explanation row={row} />
      {error !== null && <p role="alert">{errorText(error)}</p>}
      <ProjectDialog
        open={isAsking}
        name={name}
        busy={decide.isPending}
        onClose={() => setAsking(false)}
        onSubmit={identify}
      />
    </Callout>
  );
}

function Explanation({ row: { name, organization, sites, reason, decision } }: { row: UnmatchedModule }) {
  const say = useText();
  const { date } = useFormat();
  const where = organization?.name ?? '';
  if (decision === null)
    return (
      <>
        {say(reason === 'not_a_project_name' ? 'module.noProjectName' : 'module.unmatched', { name })}{' '}
        {say('module.unmatched.sites', { sites, organization: where })}
      </>
    );
  return say(decision.decision === 'custom' ? 'module.decidedCustom' : 'module.decidedProject', {
    name,
    project: decision.project,
    organization: where,
    day: date(decision.decided_at),
    person: decision.decided_by?.name ?? '–',
  });
}
