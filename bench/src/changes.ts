import { modulesPerSite, randomOf, versionsPerModule } from './fleet.ts';
import type { SiteRequest } from './report-body.ts';

/** What a request says against the report before it. */
export const kinds = ['unchanged', 'five', 'all', 'mix'] as const;
export type Kind = (typeof kinds)[number];

const random = randomOf(20_261_126);
const fiveStep = modulesPerSite / 5;

/** Changes versions within the request's bytes; returns how many. */
export function change(request: SiteRequest, kind: Kind): number {
  switch (kind) {
    case 'unchanged':
      return 0;
    case 'five':
      return changeEvery(request, fiveStep);
    case 'all':
      return changeEvery(request, 1);
    case 'mix': {
      const drawn = random();
      return change(request, drawn < 0.9 ? 'unchanged' : drawn < 0.99 ? 'five' : 'all');
    }
  }
}

// Another digit than the present one; each as likely as any other, so that the share of flagged rows stays.
function changeEvery({ bytes, digitAt }: SiteRequest, step: number): number {
  let changed = 0;
  for (let slot = Math.floor(random() * step); slot < modulesPerSite; slot += step) {
    const at = digitAt[slot] ?? 0;
    const digit = (bytes[at] ?? 48) - 48;
    bytes[at] = 48 + ((digit + 1 + Math.floor(random() * (versionsPerModule - 1))) % versionsPerModule);
    changed += 1;
  }
  return changed;
}
