import { templatePlaceholders } from '@patchlight/contract/channel-lists';
import { describe, expect, it } from 'vitest';
import type { News, NewsSite } from '../messages/news.ts';
import { exampleNews } from './example-news.ts';
import { harmless } from './plain-text.ts';
import { render } from './render.ts';
import { requireTemplate } from './template.ts';

const publicUrl = 'https://patchlight.example';
const [exampleSite] = exampleNews.sites;
const site = (changes: Partial<NewsSite>): NewsSite => {
  if (exampleSite === undefined) throw new Error('The example has a site.');
  return { ...exampleSite, ...changes };
};
const parsed = (type: 'webhook' | 'slack' | 'teams', news: News, template: string | null = null) =>
  JSON.parse(render({ type, template }, news, publicUrl).body);
const { organization, id, at } = exampleNews;
const base = { id, organization, at, stage: 'opened' } as const;
const project = { name: 'postcard', title: 'Postcard' };

/** One of each kind, at its beginning and at its end. */
const all: News[] = (
  [
    exampleNews,
    { ...exampleNews, kind: 'exposure_overdue' },
    { ...exampleNews, hole: { ...exampleNews.hole, advisory: null, risk: null, link: null, composer: null } },
    { ...base, kind: 'project_unsupported', project, sites: exampleNews.sites, fleet: 3 },
    {
      ...base,
      kind: 'site_silent',
      site: site({}),
      lastReportAt: at,
      expectedHours: 24,
      reason: 'reports_refused',
      refusal: 'The key is of another site.',
    },
    { ...base, kind: 'mute_ending', mute: { id, project: 'postcard', where: null, reason: 'Later.', endsAt: at } },
    { ...base, kind: 'key_ending', key: { id, name: 'Pipeline', site: 'Shop', expiresAt: at } },
    {
      ...base,
      kind: 'membership_changed',
      person: 'Ada',
      change: 'role_changed',
      role: 'developer',
      formerRole: 'viewer',
      by: 'Sam',
    },
    { ...base, kind: 'report_ready', name: 'November', path: '/o/x/reports' },
  ] as const
).flatMap((news) => [news, { ...news, stage: 'resolved' as const }]);

/** Every text in a message, wherever it stands. */
function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
}

const hostile = [
  '<!channel>',
  '<!here> & <@U123> <#C1|general> <https://evil.example|click>',
  '@here @channel @everyone',
  '[click](https://evil.example)',
  '[click]: https://evil.example',
  '![x](https://evil.example/x.png)',
  '<at>Everybody</at>',
  '<script>alert(1)</script>',
  'https://evil.example www.evil.example javascript:alert(1)',
  'a\r\nb\u2028c\u202edc',
  '"},{"type":"section"}',
  '{{link}}',
  '\\"',
  'x'.repeat(5_000),
];
const named = (name: string): News => ({
  ...exampleNews,
  organization: { ...organization, name },
  sites: [site({ name, tags: [name], installed: name.slice(0, 64) })],
});

describe.each(['slack', 'teams'] as const)('in %s', (type) => {
  it.each(hostile)('I-13: the name %.40s makes no mention, no link and no other block', (name) => {
    const message = parsed(type, named(name));
    const shape = (value: unknown): unknown =>
      typeof value === 'object' && value !== null
        ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shape(each)]))
        : typeof value;
    expect(shape(message)).toEqual(shape(parsed(type, named('Plain'))));
    for (const text of texts(message).filter(
      (each) => !/^https?:\/\/(patchlight\.example|www\.drupal\.org|adaptivecards)/.test(each),
    )) {
      expect(text).not.toMatch(/<[!@#a-z/]|@(here|channel|everyone)|\]\s?[(:]|[\r\u2028\u202e]b/i);
      expect(text).not.toMatch(/https?:\/\/evil|www\.evil|javascript:/);
    }
  });
});

describe('Slack', () => {
  it('gets a text, a header, facts, sites, and a button that leads here', () => {
    const { text, blocks } = parsed('slack', exampleNews);
    expect(text).toBe('SA-CONTRIB-2026-000: Postcard has a security hole on 1 site');
    expect(blocks.map(({ type }: { type: string }) => type)).toEqual([
      'header',
      'section',
      'section',
      'context',
      'actions',
    ]);
    expect(blocks[2].text.text).toBe('• Example site (www.example.org): 2.4.0 → 2.4.1');
    expect(blocks[4].elements[0].url).toBe(`${publicUrl}/o/${organization.id}/advisories/SA-CONTRIB-2026-000`);
  });

  it.each(all.map((news) => [news.kind, news.stage, news] as const))('takes %s, %s', (_kind, _stage, news) => {
    const { blocks } = parsed('slack', news);
    expect(blocks.length).toBeLessThanOrEqual(50);
    for (const block of blocks) {
      if (block.type === 'header') expect(block.text.text.length).toBeLessThanOrEqual(150);
      if (block.type !== 'section') continue;
      expect((block.fields ?? []).length).toBeLessThanOrEqual(10);
      for (const field of block.fields ?? []) expect(field.text.length).toBeLessThanOrEqual(2_000);
    }
  });

  it('of many sites, of the longest names, no block is longer than it may be', () => {
    const sites = Array.from({ length: 5_000 }, () => site({ name: '&<>@'.repeat(500), installed: '>'.repeat(64) }));
    const { blocks } = parsed('slack', { ...exampleNews, sites });
    for (const block of blocks) expect((block.text?.text ?? '').length).toBeLessThanOrEqual(3_000);
    expect(JSON.stringify(blocks)).toContain('5000 sites');
  });
});

describe('Teams', () => {
  it.each(all.map((news) => [news.kind, news.stage, news] as const))('takes %s, %s', (_kind, _stage, news) => {
    const message = parsed('teams', news);
    const { contentType, content } = message.attachments[0];
    expect([message.type, contentType, content.type, content.version]).toEqual([
      'message',
      'application/vnd.microsoft.card.adaptive',
      'AdaptiveCard',
      '1.4',
    ]);
    expect(content.body[0].text.length).toBeGreaterThan(5);
    for (const { type, url } of content.actions) {
      expect(type).toBe('Action.OpenUrl');
      expect(url).toMatch(/^https:\/\//);
    }
  });

  it('of many sites it stays below 28 KB', () => {
    const sites = Array.from({ length: 5_000 }, () => site({ name: '_*[]'.repeat(500) }));
    expect(JSON.stringify(parsed('teams', { ...exampleNews, sites })).length).toBeLessThan(28_000);
  });
});

describe('a web hook', () => {
  it.each(all.map((news) => [news.kind, news.stage, news] as const))('is told %s, %s as it is', (kind, stage, news) => {
    const message = parsed('webhook', news);
    expect(message).toMatchObject({ type: `${kind}.${stage}`, timestamp: at.toISOString(), data: { id, kind, stage } });
    expect(JSON.stringify(Object.keys(message.data))).not.toMatch(/[A-Z]/);
  });

  it('has names as they are written, and the first 500 sites of many', () => {
    const sites = Array.from({ length: 700 }, () => site({ name: '<!channel> "x"' }));
    const { data } = parsed('webhook', { ...exampleNews, sites });
    expect([data.sites.length, data.sites_omitted, data.sites[0].name]).toEqual([500, 200, '<!channel> "x"']);
  });
});

describe('a template', () => {
  const every = JSON.stringify(
    Object.fromEntries(Object.keys(templatePlaceholders).map((name) => [name, `{{${name}}}`])),
  );

  it('is filled with everything that it may name', () => {
    requireTemplate(every);
    const filled = parsed('webhook', exampleNews, every);
    expect(filled).toMatchObject({
      event: 'security_exposure',
      action: 'trigger',
      severity: 'error',
      advisory: 'SA-CONTRIB-2026-000',
      project: 'postcard',
      risk: '16',
      sites: 'Example site',
      site_count: '1',
      fix: 'composer require drupal/postcard:^2.4.1 --update-with-dependencies',
    });
    for (const [name, value] of Object.entries(filled)) expect(value, name).not.toBe('');
  });

  it.each(all.map((news) => [news.kind, news.stage, news] as const))('is filled for %s, %s', (_kind, _stage, news) => {
    for (const value of texts(parsed('webhook', news, every))) expect(value).not.toMatch(/\{\{|undefined|null/);
  });

  it('of one matter the key stays the same from its beginning to its end, and no other has it', () => {
    const keys = all.map((news) => [news.stage, parsed('webhook', news, '["{{key}}"]')[0]]);
    for (let index = 0; index < keys.length; index += 2) expect(keys[index]?.[1]).toBe(keys[index + 1]?.[1]);
    expect(new Set(keys.map(([, key]) => key)).size).toBe(all.length / 2);
  });

  it.each(hostile)('I-13: keeps its form whatever a site is called: %.40s', (name) => {
    const template = '{"text":"On {{sites}} of {{organization}}","level":"{{severity}}","list":["{{text}}"],"n":1}';
    const filled = parsed('webhook', named(name), template);
    expect(Object.keys(filled)).toEqual(['text', 'level', 'list', 'n']);
    expect(filled.level).toBe('error');
    expect(filled.text).not.toMatch(/@(here|channel|everyone)|\]\(|https?:\/\/evil|<[!@#a-z/]/i);
  });

  it('what is no placeholder stays as it is', () => {
    const template = '{"routing_key":"R0","payload":{"summary":"{{title}}","x":[1,true,null,"{ {y} }"]}}';
    expect(parsed('webhook', exampleNews, requireTemplate(template))).toEqual({
      routing_key: 'R0',
      payload: {
        summary: 'SA-CONTRIB-2026-000: Postcard has a security hole on 1 site',
        x: [1, true, null, '{ {y} }'],
      },
    });
  });
});

it('a name that is harmless stays as it is', () => {
  for (const name of ['Müller & Söhne', 'Café – Paris', 'a < b > c', "O'Brien [test]", '東京', '👩‍🚀'])
    expect(harmless(name)).toBe(name);
});
