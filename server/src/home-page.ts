import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';

const style = `
:root{color-scheme:light dark;--canvas:light-dark(#F7F8FA,#14171C);--card:light-dark(#FFF,#1C2027);--sunken:light-dark(#F3F4F6,#161A1F);
--ink:light-dark(#1F2937,#E6E9EE);--muted:light-dark(#5B6470,#9AA4B1);--line:light-dark(#E5E8EC,#2A303A);--link:light-dark(#3B3FD8,#A9B0FF)}
*{box-sizing:border-box}body{margin:0;background:var(--canvas);color:var(--ink);font:14px/1.45 Inter,system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:720px;margin:0 auto;padding:48px 24px}h1{font-size:20px;line-height:1.3;letter-spacing:-.01em;margin:0 0 4px}
h2{font-size:16px;line-height:1.3;margin:0 0 4px}p{margin:0;max-width:72ch}.lead{color:var(--muted);margin-bottom:24px}
ol{list-style:none;margin:0;padding:0;counter-reset:step}li{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:16px;margin-bottom:16px}
pre{margin:12px 0 0;padding:12px 16px;background:var(--sunken);border-radius:8px;font:13px/20px "JetBrains Mono",ui-monospace,Menlo,Consolas,monospace;white-space:pre-wrap;overflow-wrap:anywhere}
a{color:var(--link)}a:focus-visible{outline:2px solid var(--link);outline-offset:2px}footer{color:var(--muted)}`;

interface HomeState {
  readonly publicUrl: string;
  readonly needsSetup: boolean;
}

/** The page at `/` until the web application takes its place: what runs, where the API is, what to do next. */
export function homePage(reply: FastifyReply, state: HomeState): FastifyReply {
  const hash = createHash('sha256').update(style).digest('base64');
  return reply
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .header(
      'content-security-policy',
      `default-src 'none'; style-src 'sha256-${hash}'; frame-ancestors 'none'; base-uri 'none'`,
    )
    .send(pageOf(state));
}

function pageOf({ publicUrl, needsSetup }: HomeState): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Patchlight</title><style>${style}</style></head>
<body><main>
<h1>Patchlight is running</h1>
<p class="lead">It receives what your Drupal sites run and says what needs patching. The web application is on its way; the API and the command line are here.</p>
<ol>${(needsSetup ? setupSteps : workSteps)(escapeHtml(publicUrl))}</ol>
<footer><a href="/api/v1/openapi.json">API description</a> · <a href="/readyz">Health</a></footer>
</main></body></html>`;
}

function setupSteps(url: string): string {
  return `<li><h2>Make the first account</h2><p>The setup token was printed in the terminal when the server started.</p>
<pre>curl -sS ${url}/api/v1/setup -H 'Content-Type: application/json' \\
  -d '{"token": "TOKEN", "name": "Your name", "email": "you@example.org",
       "password": "at least 15 characters", "organization_name": "Your organization"}'</pre></li>
<li><h2>Then add a site</h2><p>Sign in and register it; its key is shown once.</p>
<pre>bin/patchlight login --url ${url} --email you@example.org
bin/patchlight sites add https://www.example.org --name "Example"</pre></li>`;
}

function workSteps(url: string): string {
  return `<li><h2>Add a site</h2><p>Its key is shown once.</p>
<pre>bin/patchlight login --url ${url} --email you@example.org
bin/patchlight sites add https://www.example.org --name "Example"</pre></li>
<li><h2>Send what it runs</h2><p>From the folder of its composer.lock, or from <code>drush pm:list --format=json</code>.</p>
<pre>PATCHLIGHT_API_KEY=… bin/patchlight report --url ${url} --composer-lock composer.lock</pre></li>
<li><h2>See what needs patching</h2>
<pre>bin/patchlight sites list
bin/patchlight check --site https://www.example.org</pre></li>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
