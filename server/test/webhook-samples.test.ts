import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { templatePlaceholders } from '@patchlight/contract/channel-lists';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireTemplate } from '../src/channels/template.ts';
import { useApp } from './app.ts';
import { type Call, useReceiver } from './receiver.ts';

// The code that docs/webhooks.md gives to receivers, on messages that were really sent.
const page = readFileSync(fileURLToPath(new URL('../../docs/webhooks.md', import.meta.url)), 'utf8');
const samples = (language: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(([, code = '']) => code);
const sampleOf = (language: string): string => {
  const [code] = samples(language);
  if (code === undefined) throw new Error(`The page has no sample in ${language}.`);
  return code;
};

const receiver = useReceiver();
// The samples refuse what is older than five minutes.
const app = useApp({ start: new Date().toISOString(), outgoing: receiver.outgoing });
const folder = mkdtempSync(join(tmpdir(), 'patchlight-samples-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let call: Call;
let secrets: { old: string; new: string };

beforeAll(async () => {
  const post = (path: string, body?: object) =>
    app.request(app.as(app.cast.alice), 'POST', `/api/v1/channels${path}`, body);
  app.setNow(new Date());
  // Signed over bytes, and not over characters.
  await app.sql("update organizations set name = 'Häuser & “Zelte” 🏕' where id = $1", [app.cast.home.id]);
  const { data: made } = await post('', { type: 'webhook', name: 'Hook', url: `${receiver.url}/in` });
  const { data: rotated } = await post(`/${made.channel.id}/rotate-secret`);
  await post(`/${made.channel.id}/test`);
  const [first] = receiver.calls;
  if (first === undefined) throw new Error('Nothing was sent.');
  call = first;
  secrets = { old: made.secret, new: rotated.secret };
});

const unlike = (text: string) => text.replace('opened', 'closed');
const other = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;

describe('the sample in Node', () => {
  it('verifies what was sent, by either secret, and nothing else', async () => {
    const file = join(folder, 'verify.mjs');
    writeFileSync(file, sampleOf('js'));
    const { isFromPatchlight } = await import(/* @vite-ignore */ pathToFileURL(file).href);
    const { headers, body } = call;
    expect(body).toContain('🏕');
    expect([isFromPatchlight(secrets.new, headers, body), isFromPatchlight(secrets.old, headers, body)]).toEqual([
      true,
      true,
    ]);
    expect(isFromPatchlight(other, headers, body)).toBe(false);
    expect(isFromPatchlight(secrets.new, headers, unlike(body))).toBe(false);
    expect(isFromPatchlight(secrets.new, { ...headers, 'webhook-id': 'other' }, body)).toBe(false);
    expect(isFromPatchlight(secrets.new, { ...headers, 'webhook-signature': 'v1,' }, body)).toBe(false);
    const late = String(Number(headers['webhook-timestamp']) - 400);
    expect(isFromPatchlight(secrets.new, { ...headers, 'webhook-timestamp': late }, body)).toBe(false);
  });
});

const hasPhp = spawnSync('php', ['--version']).status === 0;

describe.skipIf(!hasPhp)('the sample in PHP (needs php)', () => {
  it('verifies what was sent, by either secret, and nothing else', () => {
    const file = join(folder, 'verify.php');
    const run = 'echo json_encode(is_from_patchlight(...json_decode(stream_get_contents(STDIN), TRUE)));';
    writeFileSync(file, `${sampleOf('php')}\n${run}\n`);
    const { headers, body } = call;
    const verify = (secret: string, text = body, changes: Record<string, string> = {}) => {
      const all = { ...headers, ...changes };
      const input = [secret, all['webhook-id'], all['webhook-timestamp'], all['webhook-signature'], text];
      return JSON.parse(execFileSync('php', [file], { input: JSON.stringify(input), encoding: 'utf8' }));
    };
    expect([verify(secrets.new), verify(secrets.old)]).toEqual([true, true]);
    expect([verify(other), verify(secrets.new, unlike(body))]).toEqual([false, false]);
    expect(verify(secrets.new, body, { 'webhook-timestamp': '1' })).toBe(false);
  });
});

it('the templates of the page can be given', () => {
  const templates = samples('json').filter((code) => code.includes('{{'));
  expect(templates).toHaveLength(3);
  for (const template of templates) requireTemplate(template);
});

it('the page names every placeholder', () => {
  const rows = Object.entries(templatePlaceholders).map(([name, meaning]) => `| \`{{${name}}}\` | ${meaning} |`);
  expect(page).toContain(rows.join('\n'));
});

it('the message of the page has the form of one that is sent', () => {
  const shape = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.slice(0, 1).map(shape);
    if (typeof value !== 'object' || value === null) return typeof value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, shape(each)]));
  };
  const shown = JSON.parse(samples('json').find((code) => code.includes('"timestamp"')) ?? '{}');
  expect(shape(shown)).toEqual(shape(JSON.parse(call.body)));
});
