import type { EndpointShape } from '@patchlight/contract/endpoint';
import { exampleOf, examplePathOf } from '@patchlight/contract/examples';
import { scopesHave } from '@patchlight/contract/roles';
import { jsonText } from './json.ts';

/** The command that sends the example of an endpoint. */
export function curlOf(endpoint: EndpointShape, publicUrl: string): string {
  const { method } = endpoint;
  return [
    `curl -sS ${endpoint.kind === 'stream' ? '-N ' : ''}${method === 'GET' ? '' : `-X ${method} `}${quoted(`${publicUrl}${examplePathOf(endpoint)}`)}`,
    ...credentialOf(endpoint),
    ...bodyOf(endpoint),
  ].join(' \\\n  ');
}

function bodyOf(endpoint: EndpointShape): string[] {
  if (!endpoint.body) return [];
  const type = `-H 'Content-Type: ${endpoint.mediaType ?? 'application/json'}'`;
  if (endpoint.mediaType !== undefined) return [type, '--data-binary @FILE'];
  return [type, `-d ${quoted(jsonText(exampleOf(endpoint).body, '  '))}`];
}

function credentialOf({ permission }: EndpointShape): string[] {
  if (permission === 'public') return [];
  // What sites do themselves is shown with the key of a site.
  if (permission !== 'self:read' && scopesHave(['site'], permission)) return ['-H "X-API-Key: $SITE_KEY"'];
  return ['-H "Authorization: Bearer $TOKEN"'];
}

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
