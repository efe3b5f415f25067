import { type Advisory, exposureOf, parseOsvAdvisory } from '@patchlight/drupal/advisories';
import type { AdvisoryNode } from '@patchlight/drupal/advisory-nodes';
import { riskOf } from '@patchlight/drupal/risk';
import { advisoryLines } from './advisory-facts.ts';
import { type Calendar, type Day, dayOf } from './calendar.ts';

export interface DemoAdvisory {
  readonly id: string;
  readonly published: string;
  readonly day: Day;
  /** As OSV names it: `core` for the project `drupal`. */
  readonly package: string;
  readonly project: string;
  readonly affected: string;
  readonly aliases: readonly string[];
  readonly title: string;
}

export const advisories: readonly DemoAdvisory[] = advisoryLines
  .trim()
  .split('\n')
  .map((line) => {
    // The ranges hold the separator too, doubled.
    const [id = '', published = '', name = '', affected = '', aliases = '', title = ''] = line.split(/(?<!\|)\|(?!\|)/);
    return {
      id,
      published,
      day: dayOf(published),
      package: name,
      project: name === 'core' ? 'drupal' : name,
      affected: affected.trim(),
      aliases: aliases.split(' '),
      title,
    };
  });

/** Whether a hole known by that day is in a version: drupal.org tags such a release as insecure. */
export function isInsecureOn(project: string, version: string, day: Day): boolean {
  return advisories.some(
    (each) => each.project === project && each.day <= day && exposureOf(project, version, each.affected) === 'affected',
  );
}

/** The advisory as its database publishes it, read as it would be read from there, with its dates moved. */
export function advisoryOf(fact: DemoAdvisory, calendar: Calendar): Advisory {
  const published = calendar.moved(fact.published).toISOString();
  return parseOsvAdvisory({
    schema_version: '1.7.0',
    id: `DRUPAL-${fact.id}`,
    summary: fact.title,
    details: `${fact.title}. Versions ${fact.affected} are affected.`,
    published,
    modified: published,
    aliases: fact.aliases,
    affected: [
      {
        package: { ecosystem: 'Packagist:https://packages.drupal.org/8', name: `drupal/${fact.package}` },
        ranges: [],
        database_specific: { affected_versions: fact.affected },
      },
    ],
    references: [{ type: 'WEB', url: `https://www.drupal.org/sa-${fact.id.toLowerCase()}` }],
  });
}

// Invented: what the Security Team said of each is not ours to repeat.
const vectors = [
  'AC:Basic/A:None/CI:Some/II:Some/E:Theoretical/TD:Default',
  'AC:Basic/A:User/CI:Some/II:Some/E:Theoretical/TD:All',
  'AC:None/A:None/CI:All/II:All/E:Proof/TD:Default',
  'AC:Complex/A:User/CI:Some/II:Some/E:Theoretical/TD:Default',
  'AC:Basic/A:Admin/CI:Some/II:Some/E:Theoretical/TD:All',
  'AC:None/A:None/CI:Some/II:None/E:Theoretical/TD:Default',
  'AC:Complex/A:Admin/CI:None/II:Some/E:Theoretical/TD:Uncommon',
] as const;

/** What drupal.org itself says of the advisory: its score, and what that is made of. */
export function nodeOf({ id, title, aliases, published }: DemoAdvisory, calendar: Calendar): AdvisoryNode {
  const riskVector = vectors[Number(id.slice(-3)) % vectors.length] ?? null;
  return {
    id: `SA-${id}`,
    title,
    link: `https://www.drupal.org/sa-${id.toLowerCase()}`,
    riskVector,
    risk: riskVector === null ? null : (riskOf(riskVector)?.score ?? null),
    cves: aliases,
    changed: calendar.moved(published).getTime() / 1000,
  };
}
