import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { Id, listQuery } from './envelope.ts';
import { siteTag } from './sites.ts';

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

const params = Type.Object({ name: Type.String({ minLength: 1, maxLength: 64 }) }, { additionalProperties: false });
const organization_id = Type.Optional(
  Type.String({ format: 'uuid', description: 'Needed by whoever belongs to more than one' }),
);

export const renameTag = endpoint({
  name: 'renameTag',
  summary: 'Rename a tag on every site of an organization; under a name in use the two become one',
  method: 'PUT',
  path: '/api/v1/tags/{name}',
  permission: 'sites:write',
  params,
  body: Type.Object({ name: siteTag, organization_id }, { additionalProperties: false }),
  response: Tag,
  kind: 'one',
  errors: ['not_found'],
});

export const deleteTag = endpoint({
  name: 'deleteTag',
  summary: 'Take a tag off every site of an organization',
  method: 'DELETE',
  path: '/api/v1/tags/{name}',
  permission: 'sites:write',
  params,
  query: Type.Object({ organization_id }, { additionalProperties: false }),
  response: Type.Null(),
  kind: 'none',
  errors: ['not_found'],
});
