import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as examples from '../../../test/mail-examples.ts';
import { gallery } from '../../../test/mail-gallery.ts';
import type { News } from '../news.ts';
import { mostBytes } from './compose.ts';
import { type Mail, renderDigest, renderInvitation, renderNews, renderVerifyAddress } from './render.ts';

const { reader, daily, account } = examples;
const { holeNews, silent, unsupported, mute, key, member } = examples;

describe.each(Object.entries(gallery))('%s', (_, render) => {
  it.each(['en', 'de', 'fr'])('is a whole mail in %s', async (locale) => {
    const mail = await render(locale);
    expect(mail.html).toMatch(new RegExp(`^<!DOCTYPE html><html lang="${locale}"`));
    expect(Buffer.byteLength(mail.html)).toBeLessThanOrEqual(mostBytes);
    expectSafe(mail);
    expectReadable(mail);
  });
});

// A flood is there for its size; what it says is nothing to read.
const read = Object.entries(gallery).filter(([name]) => !name.startsWith('flood'));

it.each(read)('%s reads as it did', async (name, render) => {
  const { subject, preheader, text } = await render('en');
  await expect(`Subject: ${subject}\nPreheader: ${preheader}\n\n${text}`).toMatchFileSnapshot(
    `../../../test/mails/${name}.txt`,
  );
});

/** Nothing is fetched, nothing runs, and every link leads to us or to drupal.org. */
function expectSafe({ html, subject, preheader }: Mail): void {
  const hrefs = [...html.matchAll(/href="([^"]*)"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'));
  const stray = hrefs.filter((href) => !/^https:\/\/(patchlight\.example\/|www\.drupal\.org\/)/.test(href));
  expect(stray).toEqual([]);
  // What a name brings stands between tags, escaped; in tags nothing of it is left.
  const tags = html.match(/<[^>]*>/g) ?? [];
  const active = /^<(img|script|link|iframe|object|form|input)\b|\ssrc=|\son\w+=|url\(|@import/i;
  expect(tags.filter((tag) => active.test(tag))).toEqual([]);
  expect(html).not.toMatch(/url\(|@import/);
  expect(subject).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/u);
  expect(preheader).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/u);
  expect(subject.length).toBeLessThanOrEqual(180);
}

function expectReadable({ text }: Mail): void {
  const long = text.split('\n').filter((line) => line.length > 72 && !line.startsWith('https://'));
  // A name without a space cannot be broken; everything else can.
  expect(long.filter((line) => line.includes(' '))).toEqual([]);
  expect(text).not.toMatch(/undefined|\[object|NaN|<b>/);
}

describe.each(examples.hostile)('a name such as %j', (name) => {
  const site = examples.site({
    id: name,
    name,
    tags: [name],
    environment: name,
    installed: name,
    fix: name,
    url: name,
  });
  const hole = examples.hole({
    advisory: name,
    title: name,
    link: 'javascript:alert(1)',
    aliases: [name],
    project: { name, title: name },
    composer: name,
    riskVector: name,
  });
  const organization = { id: name, name };
  const about = { organization, sites: [site] };
  const news: readonly News[] = [
    holeNews({ ...about, hole }),
    holeNews({ ...about, hole, stage: 'resolved' }),
    unsupported({ ...about, project: { name, title: name } }),
    silent({ organization, site, refusal: name, reason: 'reports_refused' }),
    { ...mute({ project: name, where: name, reason: name }), organization },
    { ...key({ name, site: name }), organization },
    member({ organization, person: name, by: name, role: name }),
    { ...examples.report, name, path: name },
  ];
  const why = {
    type: 'instant',
    kinds: ['security_exposure'],
    fromRisk: 1,
    scope: { type: 'sites', names: [name] },
  } as const;

  it.each([...news.map((each) => [each.kind, [each]] as const), ['all', news] as const])(
    'stays a name in %s',
    async (_, told) => {
      const mail = await renderNews(told, reader({ why, name, email: name }));
      expectSafe(mail);
      expect(mail.html).not.toMatch(/javascript:|<b>bold/);
      expect(mail.text).not.toMatch(/[\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]|[^\P{Cc}\n]/u);
      expect(mail.text).not.toMatch(/^Bcc:/m);
    },
  );

  it('stays a name in an invitation', async () => {
    const mail = await renderInvitation(
      { organization: name, url: `${examples.publicUrl}/accept-invitation#token=t` },
      account(),
    );
    expectSafe(mail);
  });
});

describe('a link that somebody else published', () => {
  const hrefsOf = async (link: string) => {
    const { html } = await renderNews([holeNews({ hole: examples.hole({ link }) })], reader());
    return [...html.matchAll(/href="([^"]*)"/g)]
      .map(([, href = '']) => href)
      .filter((href) => !href.includes('patchlight.example'));
  };

  it('leads there over HTTPS only', async () => {
    expect(await hrefsOf('https://www.drupal.org/sa-contrib-2026-098')).toEqual([
      'https://www.drupal.org/sa-contrib-2026-098',
    ]);
    expect(await hrefsOf('http://www.drupal.org/sa')).toEqual([]);
    expect(await hrefsOf('javascript:alert(1)')).toEqual([]);
    expect(await hrefsOf(' https://x.example/"><script>')).toEqual([]);
  });
});

describe('sites', () => {
  it('stand under their first tag, those without one last', async () => {
    const { text } = await renderNews([holeNews({ sites: [...examples.sites].reverse().slice(0, 9) })], reader());
    const order = ['vesterholm\n', 'Vesterholm events', 'Vesterholm press', 'Without a tag\n', 'Kestrel Insurance'];
    expect(order.map((part) => text.indexOf(part))).toEqual(
      [...order.map((part) => text.indexOf(part))].sort((a, b) => a - b),
    );
    expect(order.every((part) => text.includes(part))).toBe(true);
  });

  it('are the first ten, with a link to the rest', async () => {
    const { html, text } = await renderNews([holeNews()], reader());
    expect(text).toContain('and 6 more');
    expect(html).toContain(
      `/o/${examples.studio.id}/advisories/SA-CONTRIB-2026-098" style="color:#3B3FD8">and 6 more</a>`,
    );
  });
});

it('leaves out what a vector would say where there is none', async () => {
  const { text } = await renderNews([examples.releaseOnly], reader());
  expect(text).not.toContain('To attack');
  expect(text).toContain('risk unknown');
});

it('says in the words of today what account mails said before', async () => {
  const url = `${examples.publicUrl}/accept-invitation#token=t`;
  const { text, subject } = await renderInvitation({ organization: 'Fjordlight Studio', url }, account());
  expect(subject).toBe('You are invited to Fjordlight Studio on Patchlight');
  expect(text).toMatch(
    /^You are invited to Fjordlight Studio on Patchlight\n\nThis link works once, within 24 hours:\n/,
  );
  expect(text).toContain(`\n${url}\n`);
  const paused = await renderVerifyAddress({ url, reason: 'paused', hours: 24 }, account());
  expect(paused.text).toContain('came back');
});

it('draws each organization under its name, where there are several', async () => {
  const { text } = await renderDigest(examples.twoOrganizations, daily());
  expect(text).toMatch(/Fjordlight Studio\n=+/);
  expect(text).toMatch(/Harbour & Vine\n=+/);
  expect((await renderDigest(examples.digest(), daily())).text).not.toMatch(/\n=+\n/);
});

it('refuses to tell nothing', async () => {
  await expect(renderNews([], reader())).rejects.toThrow('something to tell');
});

it('loads nothing before the first mail', () => {
  const source = readFileSync(new URL('./render.ts', import.meta.url), 'utf8');
  expect(source.match(/^import .*/gm)?.filter((line) => !line.startsWith('import type '))).toEqual([]);
});
