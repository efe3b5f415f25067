import { newId } from '../src/ids.ts';
import type { TestApp } from './app.ts';

/** A notice of an event that nobody knows more of. Returns its id. */
export async function insertNotice(
  { sql, now }: Pick<TestApp, 'sql' | 'now'>,
  organizationId: number,
  { kind = 'security_exposure', stage = 'opened' } = {},
): Promise<string> {
  const id = newId();
  await sql(
    `with event as (
      insert into events (organization_id, kind, subject, created_at, opened_at) values ($1, 'report_ready', $2, $5, $5) returning id)
    insert into notices (organization_id, uuid, event_id, kind, stage, created_at) select $1, $2::uuid, id, $3, $4, $5 from event`,
    [organizationId, id, kind, stage, now()],
  );
  return id;
}
