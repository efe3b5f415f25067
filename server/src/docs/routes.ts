import { groups } from '@patchlight/contract/endpoints';
import { openApiDocument } from '@patchlight/contract/openapi';
import type { FastifyInstance } from 'fastify';
import { endpointList, groupPage } from './endpoint-pages.ts';
import { guides, readGuide } from './guides.ts';
import { html } from './html.ts';
import { docsPage, groupPath, guidePath, type Page, sendPage } from './page.ts';

/** `/docs`, open to everybody, and the document that its pages are made from. Pages are rendered once, when first asked for. */
export function docsRoutes(http: FastifyInstance, publicUrl: () => string): void {
  const page = (path: string, render: () => Page | Promise<Page>): void => {
    let rendered: string | undefined;
    http.get(path, async (_request, reply) => {
      rendered ??= docsPage(path, await render());
      return sendPage(reply, rendered, 'public, max-age=300');
    });
  };
  page('/docs', async () => ({ title: 'The API', body: html`${await readGuide('api')}${endpointList()}` }));
  for (const { name, title } of guides) page(guidePath(name), async () => ({ title, body: await readGuide(name) }));
  for (const group of groups) page(groupPath(group.title), () => groupPage(group, publicUrl()));
  const openApi = JSON.stringify(openApiDocument());
  http.get('/api/v1/openapi.json', (_request, reply) => reply.type('application/json').send(openApi));
}
