import { unknownRisk } from '../modules/modules.ts';
import { isInSiteScope } from '../notifications/preferences.ts';
import { type Addressee, scopeOf } from './addressees.ts';
import { type StandingHole, viewSite } from './describe-holes.ts';
import type { OverdueHole } from './digest-content.ts';

/** Holes that sites in somebody's scope have now, the worst first. */
export function standingFor(to: Addressee, standing: readonly StandingHole[]): OverdueHole[] {
  return standing
    .flatMap(({ hole, sites }) => {
      const seen = sites.filter((site) => site.counts && isInSiteScope(scopeOf(to), site));
      return seen.length === 0 ? [] : { hole, sites: seen.map((site) => viewSite(site)) };
    })
    .sort(
      (one, other) =>
        (other.hole.risk ?? unknownRisk) * other.sites.length - (one.hole.risk ?? unknownRisk) * one.sites.length,
    );
}
