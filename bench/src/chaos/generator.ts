import { createHash } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { randomOf, uuidOf } from '../fleet.ts';
import type { AnswerLine, Ledger, SentLine } from './ledger.ts';
import type { ReportingSite } from './people.ts';

export interface GeneratorOptions {
  readonly seed: number;
  readonly perSecond: number;
  readonly sites: readonly ReportingSite[];
  /** Ports of the servers, which are asked in turn. */
  readonly ports: readonly number[];
  readonly ledger: Ledger;
}

/** Sends reports at planned times, whatever becomes of those before. */
export interface Generator {
  /** So many at once, beside the steady ones, all to the same server. */
  burst(reports: number): void;
  /** Sends no new ones, goes on with those that are to be repeated, and resolves when each has come to its end. */
  stop(): Promise<void>;
  answered(): number;
}

interface Report {
  readonly site: ReportingSite;
  readonly reportId: string | null;
  readonly generatedAt: string | null;
  readonly sequence: number | null;
  readonly modules: Readonly<Record<string, string>>;
  readonly body: string;
}

const modulesPerSite = 12;
/** Every fourth site sends what it runs and nothing else: the same bytes again and again, most of the time. */
const namelessEvery = 4;
const changedShare = 0.3;
const lateShare = 0.05;
const lateMs = 2_500;
const repeatedShare = 0.7;
const repeatsMax = 8;
const repeatAfterMs = { least: 500, most: 2_500 };
/** Of what is generated: always before it is received, also when several of one site come at once. */
const backMs = 1_000;
/** Longer than any answer may take, so that a late one shows as late. */
const patienceMs = 10_000;

export function startGenerator({ seed, perSecond, sites, ports, ledger }: GeneratorOptions): Generator {
  const random = randomOf(seed);
  const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
  const states = sites.map((site, index) => ({
    ...{ site, modules: firstModules(index), sequence: 0, clock: 0 },
    isNameless: index % namelessEvery === namelessEvery - 1,
  }));
  const underWay = new Set<Promise<void>>();
  /** Sites whose reports only their arrival puts in order: one at a time. */
  const inTurn = new Set<ReportingSite>();
  const between = (least: number, most: number) => least + random() * (most - least);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  let attempts = 0;
  let answered = 0;
  let reports = 0;

  function nextReport(): Report {
    const state = pick(states);
    if (inTurn.has(state.site)) return nextReport();
    if (random() < changedShare) state.modules = changed(state.modules, random);
    const extensions = Object.entries(state.modules).map(([name, version]) => ({ name, version }));
    const says = { site: state.site, modules: state.modules };
    if (state.isNameless) {
      inTurn.add(state.site);
      return { ...says, reportId: null, generatedAt: null, sequence: null, body: JSON.stringify({ extensions }) };
    }
    state.sequence += 1;
    state.clock = Math.max(state.clock + 1, Date.now() - backMs);
    reports += 1;
    const head = {
      report_id: uuidOf(`chaos ${seed}`, reports),
      generated_at: new Date(state.clock).toISOString(),
      sequence: state.sequence,
    };
    return {
      ...says,
      ...{ reportId: head.report_id, generatedAt: head.generated_at, sequence: head.sequence },
      body: JSON.stringify({ ...head, extensions }),
    };
  }

  async function sendOnce({ site, body, ...report }: Report, port?: number): Promise<AnswerLine> {
    attempts += 1;
    const attempt = attempts;
    const sent: SentLine = {
      ...{ is: 'sent', attempt, site: site.id, sentAt: new Date().toISOString() },
      ...report,
      bodyHash: createHash('sha256').update(body).digest('hex'),
    };
    await ledger.write(sent);
    const began = performance.now();
    const next = ports[attempt % ports.length] as number;
    const rest = await post({ agent, port: port ?? next, key: site.key, body });
    const ms = Math.round(performance.now() - began);
    const answer: AnswerLine = { is: 'answer', attempt, at: new Date().toISOString(), ms, ...rest };
    await ledger.write(answer);
    if (answer.outcome !== 'unknown') answered += 1;
    return answer;
  }

  /** As an agent does: what is refused for now or was not answered is sent again, the same bytes. Some give up. */
  async function send(report: Report, { afterMs, port }: { afterMs: number; port?: number }): Promise<void> {
    await sleep(afterMs);
    for (let repeats = 0; repeats <= repeatsMax; repeats += 1) {
      const { outcome, status } = await sendOnce(report, repeats === 0 ? port : undefined);
      const mayHelp = outcome === 'unknown' || status === 503 || status === 429;
      if (!mayHelp || random() > repeatedShare) return;
      await sleep(between(repeatAfterMs.least, repeatAfterMs.most) * (1 + repeats / 2));
    }
  }

  function begin(port?: number): void {
    const afterMs = random() < lateShare ? between(0, lateMs) : 0;
    const report = nextReport();
    const sending = send(report, { afterMs, ...(port !== undefined && { port }) });
    underWay.add(sending);
    void sending.finally(() => {
      underWay.delete(sending);
      inTurn.delete(report.site);
    });
  }

  const began = performance.now();
  let planned = 0;
  const timer = setInterval(() => {
    for (const due = ((performance.now() - began) / 1000) * perSecond; planned < due; planned += 1) begin();
  }, 5);
  return {
    burst(count) {
      const port = pick(ports);
      for (let index = 0; index < count; index += 1) begin(port);
    },
    async stop() {
      clearInterval(timer);
      while (underWay.size > 0) await Promise.all(underWay);
      agent.destroy();
    },
    answered: () => answered,
  };
}

function firstModules(site: number): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: modulesPerSite }, (_, slot) => [`module_${(site * 5 + slot * 3) % 60}`, `2.${slot % 10}.1`]),
  );
}

/** Another version of up to three modules; now and then one that is new or gone. */
function changed(modules: Readonly<Record<string, string>>, random: () => number): Record<string, string> {
  const after: Record<string, string> = { ...modules };
  const names = Object.keys(after);
  for (let times = 1 + Math.floor(random() * 3); times > 0; times -= 1)
    after[names[Math.floor(random() * names.length)] as string] = `2.${Math.floor(random() * 10)}.1`;
  const chance = random();
  if (chance < 0.1) after[`module_${60 + Math.floor(random() * 20)}`] = '2.0.1';
  else if (chance < 0.2 && names.length > 4) delete after[names[Math.floor(random() * names.length)] as string];
  return after;
}

type Answered = Omit<AnswerLine, 'is' | 'attempt' | 'at' | 'ms'>;

function post(of: { agent: Agent; port: number; key: string; body: string }): Promise<Answered> {
  return new Promise((resolve) => {
    const lost = (error: Error) => resolve({ outcome: 'unknown', error: error.message });
    const sending = request(
      {
        ...{ agent: of.agent, host: '127.0.0.1', port: of.port, method: 'POST', path: '/api/v1/reports' },
        headers: { authorization: `Bearer ${of.key}`, 'content-type': 'application/json' },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('error', lost);
        response.on('end', () => {
          const { statusCode: status = 0, headers } = response;
          const isOk = status >= 200 && status < 300;
          const receipt = /"status":"(\w+)"/.exec(text)?.[1];
          const givenId = /"report_id":"([^"]+)"/.exec(text)?.[1];
          const retryAfter = headers['retry-after'];
          resolve({
            ...{ outcome: isOk ? 'ok' : 'fail', status },
            ...(isOk && receipt !== undefined && { receipt }),
            ...(isOk && givenId !== undefined && { givenId }),
            ...(!isOk && { error: text.slice(0, 300) }),
            ...(retryAfter !== undefined && { retryAfter }),
          });
        });
      },
    );
    sending.on('error', lost);
    sending.setTimeout(patienceMs, () => sending.destroy(new Error('no answer in time')));
    sending.end(of.body);
  });
}
