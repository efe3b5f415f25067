import type { ErrorCode } from '@patchlight/contract/errors';
import type { RecordedAction } from '../changes/changes.ts';
import { type Ctx, inTransaction } from '../context.ts';
import type { Db } from '../db/database.ts';
import { type AuditEntry, audit, platform } from './audit.ts';

/** The record of what was refused: sign-ins that failed, keys that are none, requests that the caller may not make. */
export interface Denials {
  /** `account`: whose sign-in it was, where there is such a person. The address that was typed is not kept. */
  signInRefused(ctx: Ctx, source: string, account: Account | undefined): Promise<void>;
  requestRefused(ctx: Ctx, refusal: { code: ErrorCode; endpoint: string; source: string }): Promise<void>;
  /** Writes down what is still counted. */
  close(): Promise<void>;
}

interface Account {
  readonly uuid: string;
  readonly organization_id: number | null;
}

/** What one source had refused in the present window. */
interface Window {
  written: number;
  more: number;
  /** As the last refusal left it. */
  ctx: Ctx;
  timer: NodeJS.Timeout;
}

type Write = (ctx: Ctx, action: RecordedAction, entry: AuditEntry) => Promise<void>;

const rowsPerWindow = 20;
const sourcesMax = 1000;
/** Stands for every source past the first thousand: addresses cost an attacker nothing. */
const manySources = 'many';

export function createDenials(db: Db, windowMs = 60_000): Denials {
  const windows = createWindows(
    (ctx, action, entry) => inTransaction({ ...ctx, db }, (tx) => audit(tx, action, entry)),
    windowMs,
  );
  return {
    signInRefused: (ctx, source, account) =>
      windows.record(ctx, source, 'session.refused', {
        organizationId: account?.organization_id ?? platform,
        target: { type: 'user', id: account?.uuid ?? 'unknown' },
        after: { source },
        status: 'failure',
      }),
    async requestRefused(ctx, { code, endpoint, source }) {
      const target = { type: 'endpoint', id: endpoint };
      const entry = { ...placeOf(ctx), target, after: { code, source } };
      if (code === 'forbidden') await windows.record(ctx, source, 'access.denied', { ...entry, status: 'denied' });
      if (code === 'invalid_key') await windows.record(ctx, source, 'key.refused', { ...entry, status: 'failure' });
    },
    close: windows.close,
  };
}

/** Rows are bounded: so many from a source in a minute, and then one that says how many more there were. */
function createWindows(write: Write, windowMs: number) {
  const windows = new Map<string, Window>();

  async function endWindow(source: string): Promise<void> {
    const window = windows.get(source);
    if (window === undefined) return;
    windows.delete(source);
    clearTimeout(window.timer);
    if (window.more === 0) return;
    await write({ ...window.ctx, actor: { type: 'system', name: 'denials' } }, 'denials.counted', {
      organizationId: platform,
      target: { type: 'source', id: source },
      after: { source, more: window.more },
      status: 'denied',
    }).catch((error: unknown) => window.ctx.log.warn({ err: error }, 'refusals not noted'));
  }

  function windowOf(address: string, ctx: Ctx): Window {
    const source = windows.has(address) || windows.size < sourcesMax ? address : manySources;
    const known = windows.get(source);
    if (known !== undefined) return known;
    const timer = setTimeout(() => void endWindow(source), windowMs).unref();
    const window = { written: 0, more: 0, ctx, timer };
    windows.set(source, window);
    return window;
  }

  const record = async (ctx: Ctx, source: string, ...[action, entry]: [RecordedAction, AuditEntry]) => {
    const window = windowOf(source, ctx);
    window.ctx = ctx;
    if (window.written >= rowsPerWindow) window.more += 1;
    else {
      window.written += 1;
      await write(ctx, action, entry);
    }
  };
  return { record, close: async () => void (await Promise.all([...windows.keys()].map(endWindow))) };
}

/** Where the caller belongs: the first of his organizations, or the platform for one who belongs to none. */
function placeOf({ actor }: Ctx): Pick<AuditEntry, 'organizationId' | 'siteId'> {
  if (actor.type === 'key')
    return { organizationId: actor.organizationId, ...(actor.site !== null && { siteId: actor.site.id }) };
  const [first] = actor.type === 'user' ? actor.memberships : [];
  return { organizationId: first?.organizationId ?? platform };
}
