import type { TxCtx } from '../context.ts';

export interface SiteNumber {
  readonly organization_id: number;
  readonly site_id: number;
}

/** What hangs on the tags of sites: the mutes of tags. */
export interface Retag {
  /** Before any site is locked to be given other tags: no mute changes until the end, and no report is written. */
  hold(tx: TxCtx): Promise<void>;
  /** After sites were given other tags: shows what that makes of them. */
  settle(tx: TxCtx, sites: readonly SiteNumber[]): Promise<void>;
  /** Has everything that names a tag name it anew. */
  rename(tx: TxCtx, tag: { organizationId: number; from: string; to: string }): Promise<void>;
}
