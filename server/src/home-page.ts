import type { FastifyReply } from 'fastify';
import { type Html, html } from './docs/html.ts';
import { documentOf, sendPage } from './docs/page.ts';

interface HomeState {
  readonly publicUrl: string;
  readonly needsSetup: boolean;
}

/** The page at `/` until the web application takes its place: what runs, where the API is, what to do next. */
export function homePage(reply: FastifyReply, { publicUrl, needsSetup }: HomeState): FastifyReply {
  const body = html`<main class="home">
<h1>Patchlight is running</h1>
<p class="lead">It receives what your Drupal sites run and says what needs patching. The web application is on its way; the API and the command line are here.</p>
<ol class="steps">${(needsSetup ? setupSteps : workSteps)(publicUrl)}</ol>
<footer><a href="/docs">Documentation</a> · <a href="/docs/getting-started">Getting started</a> · <a href="/readyz">Health</a></footer>
</main>`;
  return sendPage(reply, documentOf({ title: 'Patchlight', body }), 'no-store');
}

function setupSteps(url: string): Html {
  return html`<li><h2>Make the first account</h2><p>The setup token was printed in the terminal when the server started.</p>
<pre>curl -sS ${url}/api/v1/setup -H 'Content-Type: application/json' \\
  -d '{"token": "TOKEN", "name": "Your name", "email": "you@example.org",
       "password": "at least 15 characters", "organization_name": "Your organization"}'</pre></li>
<li><h2>Then add a site</h2><p>Sign in and register it; its key is shown once.</p>
<pre>bin/patchlight login --url ${url} --email you@example.org
bin/patchlight sites add https://www.example.org --name "Example"</pre></li>`;
}

function workSteps(url: string): Html {
  return html`<li><h2>Add a site</h2><p>Its key is shown once.</p>
<pre>bin/patchlight login --url ${url} --email you@example.org
bin/patchlight sites add https://www.example.org --name "Example"</pre></li>
<li><h2>Send what it runs</h2><p>From the folder of its composer.lock, or from <code>drush pm:list --format=json</code>.</p>
<pre>PATCHLIGHT_API_KEY=… bin/patchlight report --url ${url} --composer-lock composer.lock</pre></li>
<li><h2>See what needs patching</h2>
<pre>bin/patchlight sites list
bin/patchlight check --site https://www.example.org</pre></li>`;
}
