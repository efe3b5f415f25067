import { asRecord } from './json.ts';
import { parseReleaseHistory, type ReleaseHistory, ReleaseHistoryError } from './release-history.ts';
import { type VerdictInput, verdictOf } from './verdict.ts';

/** Feeds often come in runs of the same text. A few, and no large ones, are kept, so that memory stays flat. */
const REMEMBERED_FEEDS = 8;
const REMEMBERED_LENGTH = 1024 * 1024;
const remembered = new Map<string, ReleaseHistory | null>();

/**
 * Answers one line of `verdict --ndjson`: JSON in, JSON out, both without the line break. Never throws: a line that
 * cannot be read is answered by `{id, error}`, with a null id where not even that can be read.
 */
export function answerVerdictLine(line: string): string {
  let id: string | number | null = null;
  try {
    const request = asRecord(parseJson(line));
    if (!request) throw new LineError('The line is not a JSON object.');
    if (typeof request.id === 'string' || typeof request.id === 'number') id = request.id;
    return JSON.stringify({ id, ...answer(readInput(request)) });
  } catch (error) {
    if (error instanceof LineError) return JSON.stringify({ id, error: error.message });
    throw error;
  }
}

class LineError extends Error {}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new LineError('The line is not JSON.');
  }
}

function answer(input: VerdictInput) {
  const verdict = verdictOf(input);
  return {
    core_status: verdict.coreStatus,
    reason: verdict.reason,
    recommended: verdict.recommended,
    latest: verdict.latest,
    dev: verdict.dev,
    latest_dev: verdict.latestDev,
    also: verdict.also,
    security_updates: verdict.securityUpdates,
  };
}

function readInput(request: Readonly<Record<string, unknown>>): VerdictInput {
  for (const field of ['project', 'project_type', 'core_version', 'core_feed', 'now']) textOf(request, field);
  const xml = textOf(request, 'feed');
  const { datestamp = null, fetch_pending: fetchPending = false } = request;
  if (datestamp !== null && typeof datestamp !== 'string' && typeof datestamp !== 'number') {
    throw new LineError('"datestamp" is neither a number, nor text, nor null.');
  }
  if (typeof fetchPending !== 'boolean') throw new LineError('"fetch_pending" is neither true nor false.');
  const fetch = fetchOf(request.fetch, xml);
  const feed = fetch === 'ok' && xml !== null ? feedOf(xml) : null;
  return { installedVersion: textOf(request, 'installed_version'), datestamp, fetch, fetchPending, feed };
}

function textOf(request: Readonly<Record<string, unknown>>, field: string): string | null {
  const value = request[field] ?? null;
  if (value !== null && typeof value !== 'string') throw new LineError(`"${field}" is neither text nor null.`);
  return value;
}

/** An empty body is a failed fetch to core, whatever the line says of it. */
function fetchOf(value: unknown, xml: string | null): VerdictInput['fetch'] {
  const fetch = value ?? (xml === null ? 'no_data' : 'ok');
  if (fetch !== 'ok' && fetch !== 'empty' && fetch !== 'no_data') {
    throw new LineError('"fetch" is none of "ok", "empty" and "no_data".');
  }
  return fetch === 'ok' && xml === '' ? 'empty' : fetch;
}

/** The parsed feed; null for whatever is no release history, which core treats as data without content. */
function feedOf(xml: string): ReleaseHistory | null {
  const known = remembered.get(xml);
  const feed = known === undefined ? parseOrNull(xml) : known;
  if (xml.length > REMEMBERED_LENGTH) return feed;
  remembered.delete(xml);
  remembered.set(xml, feed);
  const [oldest] = remembered.keys();
  if (remembered.size > REMEMBERED_FEEDS && oldest !== undefined) remembered.delete(oldest);
  return feed;
}

function parseOrNull(xml: string): ReleaseHistory | null {
  try {
    return parseReleaseHistory(xml);
  } catch (error) {
    if (error instanceof ReleaseHistoryError) return null;
    throw error;
  }
}
