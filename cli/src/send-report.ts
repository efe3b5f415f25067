import { gzipSync } from 'node:zlib';
import { getMe } from '@patchlight/contract/auth';
import type { Client } from '@patchlight/contract/client';
import { type ReportReceipt, sendReport, sendSiteReport } from '@patchlight/contract/inventory';
import type { SiteReport } from '@patchlight/contract/site-report';
import { exitCodes } from './exit-codes.ts';
import { Failure, usage } from './failure.ts';
import type { Session } from './session.ts';
import { isId, isSameUrl, resolveSiteId } from './site-lookup.ts';

/** Sends a report, compressed, under its own id as idempotency key, so that a repeated try is never a second report. */
export async function deliver(session: Session, report: SiteReport, wanted: string | null): Promise<ReportReceipt> {
  const client = session.client();
  const siteId = await targetOf(session, client, wanted);
  const message = {
    body: new Uint8Array(gzipSync(JSON.stringify(report))),
    headers: { 'content-encoding': 'gzip', 'idempotency-key': report.report_id ?? '' },
  };
  const answer =
    siteId === null
      ? await client.call(sendReport, message)
      : await client.call(sendSiteReport, { ...message, params: { site_id: siteId } });
  return answer.data;
}

/** The id of the site that is meant, where the address must hold it: a key's own site has to be asked for. */
export async function requireTarget(session: Session, wanted: string | null): Promise<string> {
  const client = session.client();
  const siteId = await targetOf(session, client, wanted);
  if (siteId !== null) return siteId;
  const { site } = (await client.call(getMe)).data;
  if (site === null) throw usage('Name the site.', { next: 'add --site URL' });
  return site.id;
}

/** The id of the site to send to; null where the key names it. */
async function targetOf(session: Session, client: Client, wanted: string | null): Promise<string | null> {
  const { credential } = session.settings;
  if (credential === null)
    throw new Failure(exitCodes.denied, 'There is no credential to send with.', {
      next: 'set PATCHLIGHT_API_KEY, or patchlight login',
    });
  if (credential.kind !== 'site_key') {
    if (wanted === null) throw usage('Name the site.', { next: 'add --site URL' });
    return resolveSiteId(client, wanted);
  }
  if (wanted === null) return null;
  if (isId(wanted)) return wanted;
  // A site key may not list sites. It can say which site it is for, which is what has to match.
  const { site } = (await client.call(getMe)).data;
  if (site !== null && (isSameUrl(site.url, wanted) || site.name === wanted)) return site.id;
  throw new Failure(exitCodes.denied, `This key is not for ${wanted}.`, {
    why: site === null ? undefined : `it is the key of ${site.url}`,
    next: 'leave --site out, or use the key of that site',
  });
}
