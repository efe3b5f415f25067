import { type TemplatePlaceholder, templatePlaceholders } from '@patchlight/contract/channel-lists';
import { invalid } from '../errors.ts';
import type { News } from '../messages/news.ts';
import { exampleNews } from './example-news.ts';
import { command, type Notice, noticeOf, siteLine } from './notice.ts';
import { harmless, shortened } from './plain-text.ts';

const limits = { depth: 20, sites: 20, rendered: 100_000 } as const;
const placeholder = /\{\{\s*([^{}]*?)\s*\}\}/g;

/** The body that a template makes of some news. The template was checked when it was given. */
export function renderTemplate(template: string, news: News, publicUrl: string): string {
  return JSON.stringify(filled(JSON.parse(template), valuesOf(news, noticeOf(news, publicUrl))));
}

/** Refuses what is no JSON, or names what there is not: with a 400 that says which and why. */
export function requireTemplate(template: string): string {
  const refuse = (message: string) => invalid('/template', 'bad_template', message);
  let parsed: unknown;
  try {
    parsed = JSON.parse(template);
  } catch (error) {
    const why = error instanceof Error ? ` ${error.message.slice(0, 200)}` : '';
    throw refuse(`Must be JSON; a placeholder stands inside of a string, as in "{{title}}".${why}`);
  }
  if (depthOf(parsed) > limits.depth) throw refuse(`At most ${limits.depth} levels of nesting.`);
  const unknown = textsIn(parsed).flatMap((text) =>
    [...text.matchAll(placeholder)].flatMap(([, name = '']) => (isKnown(name) ? [] : [name])),
  );
  if (unknown.length > 0)
    throw refuse(
      `There is no {{${unknown[0]?.slice(0, 60)}}}. One of ${Object.keys(templatePlaceholders).join(', ')}.`,
    );
  const rendered = renderTemplate(template, exampleNews, 'https://patchlight.example');
  if (rendered.length > limits.rendered)
    throw refuse(`What it makes of an example is longer than ${limits.rendered} characters.`);
  return template;
}

type Values = Readonly<Record<TemplatePlaceholder, string>>;

function valuesOf(news: News, notice: Notice): Values {
  const hole = 'hole' in news ? news.hole : undefined;
  const project = hole?.project.name ?? ('project' in news ? news.project.name : '');
  const lines = [
    notice.title,
    ...notice.facts.map(({ name, value }) => `${name}: ${value}`),
    ...notice.sites.slice(0, limits.sites).map((site) => `- ${siteLine(site)}`),
    ...(notice.sites.length > limits.sites ? [`… and ${notice.sites.length - limits.sites} more`] : []),
  ];
  return {
    id: news.id,
    key: notice.key,
    event: news.kind,
    stage: news.stage,
    action: notice.isOver ? 'resolve' : 'trigger',
    severity: notice.severity,
    time: news.at.toISOString(),
    title: notice.title,
    text: lines.join('\n'),
    organization: harmless(news.organization.name),
    project,
    advisory: hole?.advisory ?? '',
    risk: hole?.risk == null ? '' : String(hole.risk),
    sites: notice.sites
      .slice(0, limits.sites)
      .map(({ name }) => harmless(name))
      .join(', '),
    site_count: String(notice.sites.length),
    fix: hole?.composer == null ? '' : command(hole.composer),
    link: notice.link,
    source: notice.source ?? '',
  };
}

/** Only strings are filled, after the JSON was read: no value can end one, or begin a member. */
function filled(value: unknown, values: Values): unknown {
  if (typeof value === 'string')
    return shortened(
      value.replace(placeholder, (whole, name: string) => (isKnown(name) ? values[name] : whole)),
      limits.rendered,
    );
  if (Array.isArray(value)) return value.map((each) => filled(each, values));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, filled(each, values)]));
}

const isKnown = (name: string): name is TemplatePlaceholder => Object.hasOwn(templatePlaceholders, name);

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}
