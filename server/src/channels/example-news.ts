import type { HoleNews } from '../messages/news.ts';

/** What a template is tried with, and a test tells of. Nothing in it is of anybody. */
export const exampleNews: HoleNews = {
  id: '00000000-0000-7000-8000-000000000000',
  organization: { id: '00000000-0000-7000-8000-000000000001', name: 'Example' },
  kind: 'security_exposure',
  stage: 'opened',
  at: new Date('2026-01-07T17:00:00Z'),
  hole: {
    advisory: 'SA-CONTRIB-2026-000',
    title: 'Postcard - Critical - Access bypass - SA-CONTRIB-2026-000',
    link: 'https://www.drupal.org/security',
    aliases: ['CVE-2026-0000'],
    project: { name: 'postcard', title: 'Postcard' },
    risk: 16,
    riskVector: 'AC:Basic/A:None/CI:Some/II:Some/E:Theoretical/TD:All',
    fixedIn: ['2.4.1'],
    publishedAt: new Date('2026-01-07T16:00:00Z'),
    dueAt: new Date('2026-01-10T16:00:00Z'),
    targetHours: 72,
    composer: 'composer require drupal/postcard:^2.4.1 --update-with-dependencies',
  },
  sites: [
    {
      id: '00000000-0000-7000-8000-000000000002',
      name: 'Example site',
      url: 'https://www.example.org',
      environment: 'production',
      tags: ['example'],
      installed: '2.4.0',
      fix: '2.4.1',
    },
  ],
  exposed: 1,
  fleet: 1,
};
