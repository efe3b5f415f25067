import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Advisory, AdvisoryError, parseOsvAdvisory } from '@patchlight/drupal/advisories';
import { parseReleaseHistory, type ReleaseHistory, ReleaseHistoryError } from '@patchlight/drupal/release-history';
import { usage } from './failure.ts';
import { lineGroups } from './lines.ts';
import { counted } from './printable.ts';
import type { Session } from './session.ts';

/** Advisories of a file with one OSV object a line, by project. */
export async function readAdvisories(session: Session, file: string): Promise<Map<string, Advisory[]>> {
  const path = resolve(session.io.cwd, file);
  if (!existsSync(path) || !statSync(path).isFile())
    throw usage(`${file} is not a file.`, { next: '--advisories FILE.jsonl' });
  const byProject = new Map<string, Advisory[]>();
  let unread = 0;
  let read = 0;
  for await (const lines of lineGroups(createReadStream(path))) {
    for (const line of lines) {
      const text = line.toString('utf8').trim();
      if (text === '') continue;
      const advisory = advisoryOf(text);
      if (advisory === null) unread += 1;
      else read += 1;
      for (const name of new Set(advisory?.projects.map(({ project }) => project)))
        if (advisory !== null) byProject.set(name, [...(byProject.get(name) ?? []), advisory]);
    }
  }
  // A file of something else must not pass for "no advisory concerns you".
  if (read === 0) throw usage(`${file} holds no Drupal advisory.`, { why: 'one OSV object a line is expected' });
  if (unread > 0) session.terminal.warn(`${file}: ${counted(unread, 'line')} could not be read as an advisory`);
  return byProject;
}

function advisoryOf(text: string): Advisory | null {
  try {
    return parseOsvAdvisory(JSON.parse(text));
  } catch (error) {
    if (error instanceof AdvisoryError || error instanceof SyntaxError) return null;
    throw error;
  }
}

/** The release history of a project from a folder of `{project}.xml`; null where it is missing or unreadable. */
export function readReleaseHistory(session: Session, folder: string, project: string): ReleaseHistory | null {
  const path = join(resolve(session.io.cwd, folder), `${project}.xml`);
  if (!/^[a-z0-9_-]+$/.test(project) || !existsSync(path)) return null;
  try {
    return parseReleaseHistory(readFileSync(path, 'utf8'), project);
  } catch (error) {
    if (!(error instanceof ReleaseHistoryError)) throw error;
    session.terminal.warn(`${project}.xml is no release history: ${error.message}`);
    return null;
  }
}
