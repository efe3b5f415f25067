import { modulesPerSite, randomOf, versionsPerModule } from './fleet.ts';
import type { SiteRequest } from './report-body.ts';

/** What a request says against the report before it. */
export type Kind = 'unchanged' | 'five' | 'thirty' | 'all' | 'mix' | 'daily';

export const seed = 20_261_126;
const random = randomOf(seed);

/** Changes versions within the request's bytes; returns how many. */
export function change(request: SiteRequest, kind: Kind): number {
  switch (kind) {
    case 'unchanged':
      return 0;
    case 'five':
      return changeSome(request, 5);
    case 'thirty':
      return changeSome(request, 30);
    case 'all':
      return changeSome(request, modulesPerSite);
    // A report a day, and updates once a week.
    case 'daily':
      return random() < 1 / 7 ? changeSome(request, 6) : 0;
    case 'mix': {
      const drawn = random();
      return change(request, drawn < 0.9 ? 'unchanged' : drawn < 0.99 ? 'five' : 'all');
    }
  }
}

// Another digit than the present one; each as likely as any other, so that the share of flagged rows stays.
function changeSome({ bytes, digitAt }: SiteRequest, count: number): number {
  const step = modulesPerSite / count;
  const first = random() * step;
  for (let nth = 0; nth < count; nth += 1) {
    const at = digitAt[Math.floor(first + nth * step)] ?? 0;
    const digit = (bytes[at] ?? 48) - 48;
    bytes[at] = 48 + ((digit + 1 + Math.floor(random() * (versionsPerModule - 1))) % versionsPerModule);
  }
  return count;
}
