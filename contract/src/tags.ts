import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { Id, listQuery } from './envelope.ts';

export const Tag = Type.Object(
  { name: Type.String(), sites: Type.Integer({ description: 'Sites of the caller that carry it' }) },
  { additionalProperties: false },
);
export type Tag = Static<typeof Tag>;

export const listTags = endpoint({
  name: 'listTags',
  summary: 'Tags in use, with the number of sites that carry each',
  method: 'GET',
  path: '/api/v1/tags',
  permission: 'fleet:read',
  query: Type.Object(
    {
      ...listQuery(['name', 'sites']),
      organization_id: Type.Optional(Id),
      q: Type.Optional(Type.String({ maxLength: 64, description: 'Part of the tag' })),
    },
    { additionalProperties: false },
  ),
  response: Type.Array(Tag),
  kind: 'list',
  errors: [],
});
