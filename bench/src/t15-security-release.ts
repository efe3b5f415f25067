import { deepEqual, equal } from 'node:assert/strict';
import type { Bed } from './bed.ts';
import { moduleName, versionNumber, versionsPerModule } from './fleet.ts';
import { timed } from './naive-queries.ts';
import { type Operations, openOperations } from './operations.ts';
import { signInSuperuser } from './reader.ts';
import { resultOf, rounded } from './result.ts';
import type { Row } from './rows.ts';
import { countMiscounted } from './verify.ts';

// Every second site runs them, and no advisory names them.
const popularModules = [5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
const newest = versionsPerModule;

export const securityRelease: Row = {
  id: 'T15',
  title: 'a security release of a module on half of the sites: stored, to every flag, count and event',
  ...{ target: 3, aim: 1, better: 'lower', unit: 'seconds' },
  async measure(lab) {
    const bed = await lab.bed();
    const [token, operations] = [await signInSuperuser(bed), await openOperations(lab, bed)];
    const seconds: number[] = [];
    const sites: number[] = [];
    for (const moduleId of popularModules.slice(0, Math.max(3, lab.options.rounds))) {
      const forget = await remember(bed, operations, moduleId);
      try {
        await bed.database.query('checkpoint');
        seconds.push((await timed(() => upload(bed, token, moduleId))) / 1000);
        sites.push(await verify(bed, moduleId));
      } finally {
        await forget();
      }
    }
    return resultOf(securityRelease, seconds, {
      baseline: 'none: the time that uploading the document takes, of which the answer comes last',
      detail: { sites, sites_a_second: rounded((sites[0] ?? 0) / (seconds[0] ?? Number.NaN)) },
    });
  },
};

async function upload({ server }: Bed, token: string, moduleId: number): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${server.port}/api/v1/feeds/release-history/${moduleName(moduleId)}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/xml' },
    body: releaseHistory(moduleId),
  });
  if (!answer.ok) throw new Error(`The upload answered ${answer.status}: ${await answer.text()}`);
}

/** All releases so far are insecure, and a new one closes the hole. */
function releaseHistory(moduleId: number): string {
  const name = moduleName(moduleId);
  const releases = Array.from({ length: newest + 1 }, (_, index) => {
    const digit = newest - index;
    const type = digit === newest ? 'Security update' : 'Insecure';
    return `<release><name>${name}</name><version>${versionNumber(moduleId, digit)}</version><status>published</status>
      <release_link>https://www.drupal.org/project/${name}</release_link><date>${1_750_000_000 + digit * 86_400}</date>
      <terms><term><name>Release type</name><value>${type}</value></term></terms></release>`;
  });
  return `<?xml version="1.0" encoding="utf-8"?><project><title>${name}</title><short_name>${name}</short_name>
    <type>project_module</type><supported_branches>2.</supported_branches><project_status>published</project_status>
    <link>https://www.drupal.org/project/${name}</link><releases>${releases.join('')}</releases></project>`;
}

/** That every site of the module is flagged and counted, and told of by the one event of its organization. Returns their number. */
async function verify({ database }: Bed, moduleId: number): Promise<number> {
  const { rows } = await database.query(
    `select count(*)::int as sites, count(*) filter (where urgency = 1 and security_update)::int as flagged,
      count(distinct organization_id)::int as organizations,
      (select count(*)::int from events e join module_versions r on r.id = e.release_id
        where r.module_id = $1 and e.kind = 'security_exposure') as events,
      (select count(*)::int from event_sites es join events e on e.organization_id = es.organization_id and e.id = es.event_id
        join module_versions r on r.id = e.release_id where r.module_id = $1) as told
    from site_modules where module_id = $1`,
    [moduleId],
  );
  const [{ sites, flagged, organizations, events, told }] = rows;
  deepEqual({ flagged, told, events }, { flagged: sites, told: sites, events: organizations });
  equal(await countMiscounted(database), 0, 'sites whose counters or flags are not those of their rows');
  return sites;
}

/** Notes the verdicts of a module, and returns what brings them back, so that other rows find the fleet as it was made. */
async function remember({ database }: Bed, operations: Operations, moduleId: number): Promise<() => Promise<void>> {
  const ofModule = [moduleId];
  const { rows: feeds } = await database.query('select body, hash from release_feeds where module_id = $1', ofModule);
  const { rows: versions } = await database.query(
    'select to_jsonb(v) as row from module_versions v where module_id = $1',
    ofModule,
  );
  return async () => {
    const isNew = `select id from module_versions where module_id = ${moduleId} and version_number = '${versionNumber(moduleId, newest)}'`;
    await database.query('truncate events, event_sites, event_news, notices');
    await database.query(`delete from version_security_releases where version_id in
      (select id from module_versions where module_id = ${moduleId})`);
    await database.query(`delete from changed_verdicts where version_id in (${isNew})`);
    await database.query(`delete from module_versions where id in (${isNew})`);
    await database.query('update release_feeds set body = $2, hash = $3 where module_id = $1', [
      moduleId,
      feeds[0]?.body,
      feeds[0]?.hash,
    ]);
    await database.query(
      `with next as (update catalogue_epoch set epoch = epoch + 1 returning epoch),
        old as (select r.* from next, jsonb_array_elements($1::jsonb) e cross join lateral jsonb_populate_record(null::module_versions, e) r),
        back as (update module_versions v set urgency = old.urgency, core_status = old.core_status, reason = old.reason,
          update_available = old.update_available, security_update = old.security_update, risk = old.risk, verdict = old.verdict,
          holes = old.holes, oldest_hole_at = old.oldest_hole_at,
          insecure = old.insecure, security = old.security, supported = old.supported, epoch = next.epoch
          from old, next where v.id = old.id returning v.id, v.epoch)
      insert into changed_verdicts (version_id, epoch) select id, epoch from back`,
      [JSON.stringify(versions.map(({ row }) => row))],
    );
    await operations.flagChangedSites();
  };
}
