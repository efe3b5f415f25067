import pg from 'pg';
import { answerParent } from './child.ts';
import { modulesPerSite } from './fleet.ts';
import { runOpenLoop } from './load/open-loop.ts';
import { type Stream, senderOf } from './load/streams.ts';
import { inTurn, type LoadOptions, runLoad, type Sites } from './load.ts';
import { bodyHash, digitsOf, requestOf, type SiteRequest } from './report-body.ts';

export type GeneratorQuestion =
  | { readonly do: 'load'; readonly connectionString: string }
  | { readonly do: 'run'; readonly load: LoadOptions }
  | { readonly do: 'open-loop'; readonly port: number; readonly seconds: number; readonly streams: readonly Stream[] }
  /** How many sites in the database are not as their last report said. */
  | { readonly do: 'compare' };

let connectionString = '';
let requests: SiteRequest[] = [];
let sites: Sites = inTurn([]);

answerParent(
  async (question: GeneratorQuestion) => {
    switch (question.do) {
      case 'load':
        connectionString = question.connectionString;
        requests = (await readStates()).map(({ siteId, digits }) => requestOf(siteId, digits));
        sites = inTurn(requests);
        return requests.length;
      case 'run':
        return runLoad(sites, question.load);
      case 'open-loop': {
        const { port, seconds, streams } = question;
        return runOpenLoop(
          port,
          seconds,
          streams.map((stream) => senderOf(stream, partOf)),
        );
      }
      case 'compare':
        return countDifferences();
    }
  },
  async () => undefined,
);

/** So many sites of all sizes of organizations. */
function partOf(count: number): Sites {
  const step = Math.max(1, Math.floor(requests.length / count));
  return inTurn(requests.filter((_, index) => index % step === 0).slice(0, count));
}

interface State {
  readonly siteId: number;
  readonly digits: Uint8Array;
  readonly hash: Buffer;
}

// The fleet says which modules a site has; only their versions move.
async function readStates(): Promise<State[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  const { rows } = await client.query<{ id: string; digits: string; hash: Buffer }>(
    `select s.site_id as id, s.last_report_hash as hash, string_agg(((m.current_version_id - 1) % 10)::text, '' order by m.module_id) as digits
     from site_activity s join site_modules m on m.organization_id = s.organization_id and m.site_id = s.site_id
     group by s.organization_id, s.site_id, hash`,
  );
  await client.end();
  return rows
    .map((row) => ({ siteId: Number(row.id), digits: Uint8Array.from(row.digits, Number), hash: row.hash }))
    .sort((a, b) => a.siteId - b.siteId);
}

async function countDifferences(): Promise<number> {
  const states = new Map((await readStates()).map((state) => [state.siteId, state]));
  return requests.filter((request) => {
    const state = states.get(request.siteId);
    if (state === undefined || state.digits.length !== modulesPerSite) return true;
    return (
      !digitsOf(request).every((digit, slot) => state.digits[slot] === digit) || !state.hash.equals(bodyHash(request))
    );
  }).length;
}
