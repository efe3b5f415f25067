import type { TxCtx } from '../context.ts';

export interface SiteNumber {
  readonly organization_id: number;
  readonly site_id: number;
}

/** What hangs on the tags of sites: the mutes of tags. */
export interface Retag {
  /** Before any site is locked to be given other tags: no mute changes until the end. */
  hold(tx: TxCtx): Promise<void>;
  /** After sites were given other tags: shows what that makes of them. */
  settle(tx: TxCtx, sites: readonly SiteNumber[]): Promise<void>;
  /**
   * Has everything that names a tag name it anew, does `write`, which gives its sites the other tag, and settles the sites
   * that had the other one already. First of all: whoever changes mutes is alone.
   */
  rename<T>(tx: TxCtx, tag: { organizationId: number; from: string; to: string }, write: () => Promise<T>): Promise<T>;
}
