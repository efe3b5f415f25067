import { type Inventory, InventoryFormatError, type InventoryProblem, refuseCrowd } from '../inventory.ts';
import { asRecord, asText, countOthers } from '../json.ts';
import { parseVersion } from '../version.ts';
import { type ComposerPackage, namedPackages, readExtensions } from './composer-package.ts';
import { decodeJson } from './decode-json.ts';

type Fields = Readonly<Record<string, unknown>>;

const members = new Set([
  '$schema',
  'bomFormat',
  'specVersion',
  'serialNumber',
  'version',
  'metadata',
  'components',
  'services',
  'externalReferences',
  'dependencies',
  'compositions',
  'vulnerabilities',
  'annotations',
  'formulation',
  'declarations',
  'definitions',
  'properties',
  'signature',
]);
const PURL = /^pkg:composer\/([^/@?#]+)\/([^/@?#]+)@([^?#]+)/;
const PROPERTY = 'cdx:composer:package:';

/**
 * Reads a CycloneDX bill of materials in JSON, as its plug-in for Composer writes it. It names no drupal.org versions,
 * but the tag that a package was taken from, which is one where drupal.org packed it.
 * @param options.dev also reads what only development needs.
 * @throws InventoryFormatError where the document is something else.
 */
export function readCycloneDx(input: unknown, options: { readonly dev?: boolean } = {}): Inventory {
  if (typeof input === 'string' && /^\s*</.test(input)) {
    throw new InventoryFormatError(
      'This is XML. Make the CycloneDX document as JSON: composer CycloneDX:make-sbom --output-format=JSON.',
    );
  }
  const document = asRecord(typeof input === 'string' ? decodeJson(input, 'CycloneDX document') : input);
  if (document?.bomFormat !== 'CycloneDX') {
    throw new InventoryFormatError('This is no CycloneDX document: its bomFormat is not "CycloneDX".');
  }
  const list: readonly unknown[] = Array.isArray(document.components) ? document.components : [];
  refuseCrowd(list);
  const errors: InventoryProblem[] = [];
  const components = list.filter((value) => {
    const { isDevRequirement } = propertiesOf(asRecord(value) ?? {});
    return options.dev === true || isDevRequirement !== 'true';
  });
  const named = namedPackages(components.map(withPackageName), 'components', errors);
  const requires = requirementsIn(document.dependencies, components);
  const packages = named.map(({ fields, name, version }) => packageOf(fields, name, version, requires));
  return { ...readExtensions(packages, errors), unknownMembers: countOthers(document, members) };
}

/** The component under its Composer name and version: those of its package URL, else its group and name. */
function withPackageName(value: unknown): unknown {
  const fields = asRecord(value);
  if (fields === null) return value;
  const [, vendor, name, version] = PURL.exec(asText(fields.purl) ?? '') ?? [];
  if (vendor !== undefined) return { ...fields, name: decoded(`${vendor}/${name}`), version: decoded(`${version}`) };
  const [group, plain] = [asText(fields.group), asText(fields.name)];
  return { ...fields, name: group === null || plain === null ? plain : `${group}/${plain}` };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function packageOf(
  fields: Fields,
  name: string,
  version: string,
  requires: ReadonlyMap<unknown, readonly string[]>,
): ComposerPackage {
  const { type, distReference, sourceReference } = propertiesOf(fields);
  const urls = referencesOf(fields);
  const references = [distReference, sourceReference].flatMap((reference) => reference ?? []);
  const isBare = urls.source === null && urls.dist === null && urls.website === null;
  return {
    name,
    version,
    type: type ?? null,
    homepage: urls.website,
    sourceUrl: urls.source,
    distUrl: urls.dist,
    references,
    drupal: null,
    requires: requires.get(fields['bom-ref']) ?? [],
    // Other forges give a commit for the archive, drupal.org the tag.
    isReleased: isBare && name.startsWith('drupal/') && parseVersion(distReference ?? '') !== null,
  };
}

function propertiesOf(fields: Fields): Readonly<Record<string, string | undefined>> {
  const list: readonly unknown[] = Array.isArray(fields.properties) ? fields.properties : [];
  return Object.fromEntries(
    list.flatMap((value) => {
      const property = asRecord(value);
      const [name, text] = [asText(property?.name), asText(property?.value)];
      return name?.startsWith(PROPERTY) && text !== null ? [[name.slice(PROPERTY.length), text]] : [];
    }),
  );
}

/** Where the component comes from. Source and archive are both a `distribution`; a repository ends with `.git`. */
function referencesOf(fields: Fields): Record<'source' | 'dist' | 'website', string | null> {
  const list: readonly unknown[] = Array.isArray(fields.externalReferences) ? fields.externalReferences : [];
  const urls: Record<'source' | 'dist' | 'website', string | null> = { source: null, dist: null, website: null };
  for (const value of list) {
    const reference = asRecord(value);
    const url = asText(reference?.url);
    const type = reference?.type;
    if (type === 'website') urls.website ??= url;
    else if (type === 'vcs' || (type === 'distribution' && url?.endsWith('.git'))) urls.source ??= url;
    else if (type === 'distribution') urls.dist ??= url;
  }
  return urls;
}

/** Names of the packages that each component requires, by its `bom-ref`. */
function requirementsIn(dependencies: unknown, components: readonly unknown[]): Map<unknown, string[]> {
  const names = new Map(
    components.flatMap((value): [unknown, string][] => {
      const name = asText(asRecord(withPackageName(value))?.name);
      return name === null ? [] : [[asRecord(value)?.['bom-ref'], name]];
    }),
  );
  const list: readonly unknown[] = Array.isArray(dependencies) ? dependencies : [];
  return new Map(
    list.map((value): [unknown, string[]] => {
      const { ref, dependsOn } = asRecord(value) ?? {};
      const refs: readonly unknown[] = Array.isArray(dependsOn) ? dependsOn : [];
      return [ref, refs.flatMap((each) => names.get(each) ?? [])];
    }),
  );
}
