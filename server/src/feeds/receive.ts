import { createHash } from 'node:crypto';
import type { FetchOutcome } from '@patchlight/contract/feeds';
import type { Ctx } from '../context.ts';
import { flagChangedSites } from '../inventory/flag-sites.ts';
import type { Fetched } from './fetch-document.ts';
import { receiveAdvisories, receiveAdvisoryNodes, receivePsaFeed } from './receive-advisories.ts';
import { receiveReleaseHistory } from './receive-release-history.ts';
import type { Source } from './sources.ts';

/** What became of a document. */
export interface Received {
  readonly outcome: Extract<FetchOutcome, 'ok' | 'unchanged' | 'not_found' | 'refused'>;
  readonly detail: string | null;
  /** Versions whose verdict changed. */
  readonly versions?: number;
  /** The list goes on, on the next page. */
  readonly hasMore?: boolean;
}

/** What became of an attempt to fetch a source. */
export interface Attempt {
  readonly outcome: FetchOutcome;
  readonly detail: string | null;
  readonly status: number | null;
  readonly contentType: string | null;
  readonly bytes: number;
  readonly hash: Buffer | null;
  readonly etag: string | null;
  readonly lastModified: string | null;
  /** Versions whose verdict changed, and sites that run one of them. */
  readonly versions: number;
  readonly sites: number;
  readonly hasMore: boolean;
}

export const nothing = {
  contentType: null,
  bytes: 0,
  hash: null,
  etag: null,
  lastModified: null,
  versions: 0,
  sites: 0,
  hasMore: false,
};

/** Stores what was fetched, if it is what was asked for, and brings the sites up to date that it concerns. */
export async function receive(ctx: Ctx, source: Source, fetched: Fetched): Promise<Attempt> {
  if (fetched.kind === 'failed')
    return { ...nothing, outcome: 'failed', detail: fetched.detail, status: fetched.status };
  const { status, contentType } = fetched;
  if (fetched.kind === 'unchanged') return { ...nothing, outcome: 'unchanged', detail: null, status, contentType };
  if (fetched.kind !== 'document') return { ...nothing, ...fetched, outcome: fetched.kind };
  const { body, etag, lastModified } = fetched;
  const { outcome, detail, versions = 0, hasMore = false } = await receiveDocument(ctx, source, body);
  const sites = await flagChangedSites(ctx);
  const hash = createHash('sha256').update(body).digest();
  return {
    outcome,
    detail,
    status,
    contentType,
    bytes: body.length,
    hash,
    etag,
    lastModified,
    versions,
    sites,
    hasMore,
  };
}

function receiveDocument(ctx: Ctx, source: Source, body: Buffer): Promise<Received> {
  if (source.kind === 'advisories_osv') return receiveAdvisories(ctx, body);
  if (source.kind === 'advisories_sa') return receiveAdvisoryNodes(ctx, body);
  if (source.kind === 'advisories_psa') return receivePsaFeed(ctx, body);
  return receiveReleaseHistory(ctx, source, body);
}
