import { type Static, type TSchema, Type } from 'typebox';
import { listAdvisories } from './advisories.ts';
import { listAuditLogs } from './audit-logs.ts';
import { endpoint } from './endpoint.ts';
import { Id, listQuery, Time } from './envelope.ts';
import { listModules } from './modules.ts';
import { reportPatchRun } from './patch-run-report.ts';
import { reportModuleUpdates } from './reports.ts';
import { listSites } from './sites.ts';

// How the list is shown beside what is asked for: columns by name, and the height of rows.
const shown = {
  cols: Type.Optional(Type.String({ maxLength: 500 })),
  density: Type.Optional(Type.Enum(['compact', 'normal', 'relaxed'])),
};

/** The lists of which people save views, with what each may be asked for. */
export const viewQueries = {
  sites: viewQueryOf(listSites),
  modules: viewQueryOf(listModules),
  advisories: viewQueryOf(listAdvisories),
  'module-updates': viewQueryOf(reportModuleUpdates),
  'patch-run': viewQueryOf(reportPatchRun),
  'audit-logs': viewQueryOf(listAuditLogs),
} as const;
export type ViewableList = keyof typeof viewQueries;

/** A view is filters, order, size of a page and columns; which page is looked at, and as what, is not part of it. */
function viewQueryOf({ query }: { query: { properties: Record<string, TSchema> } }): TSchema {
  const { page: _page, cursor: _cursor, format: _format, ...properties } = query.properties;
  return Type.Object({ ...properties, ...shown }, { additionalProperties: false });
}

const List = Type.Enum(Object.keys(viewQueries) as ViewableList[], { description: 'What it is a view of' });
const Name = Type.String({ minLength: 1, maxLength: 100 });
const Query = Type.Record(Type.String(), Type.Union([Type.String(), Type.Integer()]), {
  description: 'As the list takes it in its address, without `page`, `cursor` and `format`; also `cols` and `density`',
});

export const SavedView = Type.Object(
  { id: Id, name: Type.String(), list: List, query: Query, created_at: Time, updated_at: Time },
  { additionalProperties: false },
);
export type SavedView = Static<typeof SavedView>;

const params = Type.Object({ view_id: Id }, { additionalProperties: false });

export const listSavedViews = endpoint({
  name: 'listSavedViews',
  summary: 'The caller’s saved views, by name; nobody else sees them',
  method: 'GET',
  path: '/api/v1/saved-views',
  permission: 'self:read',
  query: Type.Object(
    { ...listQuery(['name', 'created_at']), list: Type.Optional(List) },
    { additionalProperties: false },
  ),
  response: Type.Array(SavedView),
  kind: 'list',
  errors: [],
});

export const createSavedView = endpoint({
  name: 'createSavedView',
  summary: 'Save a view of a list under a name of its own; at most 50',
  method: 'POST',
  path: '/api/v1/saved-views',
  permission: 'self:read',
  body: Type.Object({ name: Name, list: List, query: Query }, { additionalProperties: false }),
  response: SavedView,
  kind: 'one',
  status: 201,
  errors: ['conflict', 'quota_exceeded'],
});

export const updateSavedView = endpoint({
  name: 'updateSavedView',
  summary: 'Rename a saved view, or replace its query',
  method: 'PUT',
  path: '/api/v1/saved-views/{view_id}',
  permission: 'self:read',
  params,
  body: Type.Object(
    { name: Type.Optional(Name), query: Type.Optional(Query) },
    { additionalProperties: false, minProperties: 1 },
  ),
  response: SavedView,
  kind: 'one',
  errors: ['not_found', 'conflict'],
});

export const deleteSavedView = endpoint({
  name: 'deleteSavedView',
  summary: 'Delete a saved view',
  method: 'DELETE',
  path: '/api/v1/saved-views/{view_id}',
  permission: 'self:read',
  params,
  response: Type.Null(),
  kind: 'none',
  errors: ['not_found'],
});
