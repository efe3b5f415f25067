import { overview } from '@patchlight/contract/examples/overview';
import { site } from '@patchlight/contract/examples/sites';
import type { Site } from '@patchlight/contract/sites';
import { configure } from '@testing-library/react';
import { type Answers, envelope, organization } from './render.tsx';

// What loads its page first takes its time where several things are tested at once.
configure({ asyncUtilTimeout: 10_000 });

export const place = `/o/${organization.id}`;

/** A site like that of the examples, but for what is given. */
export const siteLike = (change: Partial<Site>): Site => ({ ...site, organization, ...change });

/** What every page asks for. */
export const everywhere: Answers = {
  'GET /api/v1/overview': () => overview.getOverview.data,
  'GET /api/v1/saved-views': () => [],
};

/** A list of which the server has more than it gives at once. */
export const listOf = (rows: readonly unknown[], total: number) => envelope(rows, total);
