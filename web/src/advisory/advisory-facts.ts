import type { DataOf } from '../api/client.ts';

export type AdvisoryFacts = DataOf<'GET /api/v1/advisories/{advisory_id}'>;

export const projectsOf = ({ projects, title }: AdvisoryFacts): string =>
  projects.map(({ module }) => module.title ?? module.name).join(', ') || title;

export const fixesOf = ({ projects }: AdvisoryFacts): readonly string[] => [
  ...new Set(projects.flatMap(({ fixed_in }) => fixed_in)),
];
