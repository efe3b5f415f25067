import { describe, expect, it } from 'vitest';
import { ApiError, ConnectionError, createClient } from './client.ts';
import { recordPatchRun } from './patch-runs.ts';
import { updateSite } from './sites.ts';

const id = '019ab3c4-90f2-7f46-9b28-3a2918071625';
const done = () => Response.json({ data: {}, meta: {}, links: {} });
const refused = (status: number, retryAfter?: string) =>
  Response.json(
    { status_code: status },
    { status, headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter } },
  );
const lost = () => {
  throw new TypeError('fetch failed');
};

/** A client whose requests meet these answers one after the other, and the keys that they came with. */
function clientMeeting(...answers: (() => Response)[]) {
  const keys: (string | null)[] = [];
  const client = createClient({
    baseUrl: 'https://patchlight.example',
    fetch: async (_url, init) => {
      keys.push(new Headers(init?.headers).get('idempotency-key'));
      return (answers[keys.length - 1] ?? lost)();
    },
  });
  const record = () => client.call(recordPatchRun, { params: { site_id: id }, body: { updates: [] } });
  const rename = () => client.call(updateSite, { params: { site_id: id }, body: { name: 'Shop' } });
  const at = () =>
    client.at('POST /api/v1/sites/{site_id}/patch-run', { params: { site_id: id }, body: { updates: [] } });
  return { keys, record, rename, at };
}

describe('a POST', () => {
  it('whose answer was lost is sent again under the same key', async () => {
    const { keys, record } = clientMeeting(lost, done);
    await record();
    expect(keys).toHaveLength(2);
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(keys[1]).toBe(keys[0]);
  });

  it('that is being done is asked for again; one that conflicts is not', async () => {
    const busy = clientMeeting(() => refused(409, '0'), done);
    await busy.record();
    expect(busy.keys).toHaveLength(2);
    const conflict = clientMeeting(() => refused(409));
    await expect(conflict.record()).rejects.toBeInstanceOf(ApiError);
    expect(conflict.keys).toHaveLength(1);
  });

  it('has a key of its own each time', async () => {
    const { keys, record } = clientMeeting(done, done);
    await record();
    await record();
    expect(new Set(keys).size).toBe(2);
  });
});

it('a PUT whose answer was lost is not sent again: nobody knows what happened since', async () => {
  const { keys, rename } = clientMeeting(lost, done);
  await expect(rename()).rejects.toBeInstanceOf(ConnectionError);
  expect(keys).toEqual([null]);
});

it('calls an endpoint by its address, and repeats it under one key', async () => {
  const { keys, at } = clientMeeting(lost, done);
  await at();
  expect(keys).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), keys[0]]);
});
