import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Mail,
  type Reader,
  renderDigest,
  renderInvitation,
  renderNews,
  renderPasswordReset,
  renderTest,
  renderVerifyAddress,
} from '../src/messages/mails/render.ts';
import * as examples from './mail-examples.ts';

const { reader, daily, weekly, account, publicUrl } = examples;
const link = (path: string) => ({ url: `${publicUrl}/${path}#token=zXk3Jq0hXo5mVt8n2yQd7wLr1pBsCfUaEgHiKjMlNoP` });

/** Every mail there is, by a name for its file, for a reader in a language. */
export const gallery: Readonly<Record<string, (locale: string) => Promise<Mail>>> = {
  'security-opened': (locale) => renderNews([examples.holeNews()], reader({ locale })),
  'security-grown': (locale) => renderNews([examples.grown], reader({ locale })),
  'security-resolved': (locale) => renderNews([examples.resolved], reader({ locale })),
  'security-release': (locale) => renderNews([examples.releaseOnly], reader({ locale })),
  overdue: (locale) => renderNews([examples.overdue], why('exposure_overdue', locale)),
  unsupported: (locale) => renderNews([examples.unsupported()], why('project_unsupported', locale)),
  'silent-nothing': (locale) => renderNews([examples.silent()], why('site_silent', locale)),
  'silent-key': (locale) =>
    renderNews([examples.silent({ reason: 'key_revoked', lastReportAt: null })], why('site_silent', locale)),
  'silent-refused': (locale) =>
    renderNews(
      [examples.silent({ reason: 'reports_refused', refusal: '400 invalid: /modules/3/version is missing' })],
      why('site_silent', locale),
    ),
  back: (locale) => renderNews([examples.back], why('site_silent', locale)),
  mute: (locale) => renderNews([examples.mute()], why('mute_ending', locale)),
  key: (locale) => renderNews([examples.key()], why('key_ending', locale, false)),
  member: (locale) => renderNews([examples.member()], why('membership_changed', locale, false)),
  report: (locale) => renderNews([examples.report], why('report_ready', locale, false)),
  storm: (locale) => renderNews(examples.storm, reader({ locale })),
  mixed: (locale) => renderNews(examples.mixed, reader({ locale })),
  daily: (locale) => renderDigest(examples.digest(), daily({ locale })),
  'daily-two': (locale) => renderDigest(examples.twoOrganizations, daily({ locale })),
  'daily-nothing': (locale) => renderDigest(examples.nothing, daily({ locale })),
  weekly: (locale) => renderDigest(examples.weeklyDigest, weekly({ locale })),
  flood: (locale) => renderNews(examples.flood(), reader({ locale })),
  'flood-one': (locale) => renderNews(examples.flood().slice(0, 1), reader({ locale })),
  'flood-daily': (locale) =>
    renderDigest(examples.digest({ parts: Array.from({ length: 12 }, () => examples.floodPart()) }), daily({ locale })),
  invitation: (locale) =>
    renderInvitation({ organization: examples.studio.name, ...link('accept-invitation') }, account({ locale })),
  'password-reset': (locale) => renderPasswordReset(link('reset-password'), account({ locale })),
  'verify-address': (locale) =>
    renderVerifyAddress({ ...link('verify-address'), reason: 'unconfirmed', hours: 24 }, account({ locale })),
  'address-paused': (locale) =>
    renderVerifyAddress({ ...link('verify-address'), reason: 'paused', hours: 24 }, account({ locale })),
  test: (locale) => renderTest(reader({ locale, why: { type: 'test' } })),
};

function why(kind: Parameters<typeof renderNews>[0][number]['kind'], locale: string, isAboutSites = true): Reader {
  const scope = isAboutSites ? ({ type: 'all' } as const) : null;
  return reader({ locale, why: { type: 'instant', kinds: [kind], fromRisk: null, scope } });
}

/** Writes each as a page and as text, for people to look at. */
export async function writeGallery(folder: string, locales: readonly string[]): Promise<number> {
  await mkdir(folder, { recursive: true });
  const pairs = locales.flatMap((locale) =>
    Object.entries(gallery).map(([name, render]) => ({ locale, name, render })),
  );
  for (const { locale, name, render } of pairs) {
    const { subject, preheader, html, text } = await render(locale);
    await writeFile(join(folder, `${name}.${locale}.html`), html);
    await writeFile(join(folder, `${name}.${locale}.txt`), `Subject: ${subject}\nPreheader: ${preheader}\n\n${text}`);
  }
  return pairs.length;
}
