import { usePlace } from '../api/organization.ts';
import { useApi } from '../api/queries.ts';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { Meter, type MeterPart, meterParts, Swatch } from '../ui/charts/meter.tsx';
import { Panel } from '../ui/panel.tsx';
import type { AdvisoryFacts } from './advisory-facts.ts';
import { BurnDown } from './burn-down.tsx';
import styles from './progress.module.css';

/** How many sites are where between exposed and fixed, and how that came, day by day. */
export function Progress({ advisory }: { advisory: AdvisoryFacts }) {
  const say = useText();
  const { number, dateTime, hours } = useFormat();
  const { sites, timeline, published_at } = advisory;
  const targetHours = useTargetHours(advisory.risk);
  const dueAt =
    targetHours === undefined || published_at === null
      ? undefined
      : new Date(new Date(published_at).getTime() + targetHours * 3_600_000);
  const counts: Partial<Record<MeterPart, number>> = sites;
  const shown = meterParts.filter((part) => part === 'exposed' || part === 'fixed' || (counts[part] ?? 0) > 0);
  return (
    <Panel
      title={say('advisory.progress')}
      note={
        dueAt !== undefined &&
        targetHours !== undefined &&
        say(dueAt.getTime() > Date.now() ? 'advisory.dueOn' : 'advisory.dueSince', {
          target: hours(targetHours),
          at: dateTime(dueAt),
        })
      }
    >
      <Meter parts={sites} tall />
      <dl className={styles.counts}>
        {shown.map((part) => (
          <div key={part}>
            <dt>{say(`advisory.part.${part}`)}</dt>
            <dd>
              <Swatch part={part} />
              {number(counts[part] ?? 0)}
            </dd>
          </div>
        ))}
      </dl>
      {timeline.length > 1 && timeline.some(({ exposed }) => exposed > 0) && (
        <figure className={styles.figure}>
          <BurnDown timeline={timeline} dueAt={dueAt} />
          <figcaption>
            {say('advisory.burnDown', {
              first: Math.max(...timeline.map(({ exposed }) => exposed)),
              now: timeline.at(-1)?.exposed ?? 0,
            })}
          </figcaption>
        </figure>
      )}
    </Panel>
  );
}

/** How soon the organization wants it closed; several have several, so there is none for all of them. */
function useTargetHours(risk: number | null): number | undefined {
  const { organizationId } = usePlace();
  const { data } = useApi(
    'GET /api/v1/organizations/{org_id}',
    { params: { org_id: organizationId ?? '' } },
    { enabled: organizationId !== undefined },
  );
  const targets = data?.data.update_targets;
  return risk === null || risk >= 15 ? targets?.critical_hours : targets?.other_hours;
}
