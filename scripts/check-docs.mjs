// Names in the documentation: every path of this repository in backticks and every relative link must exist.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const pages = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'];
const skippedFolders = new Set(['node_modules', '.git', '.cache', 'coverage']);
// A single name is a path when it ends like a file of ours; composer.lock or update.php are Drupal's.
const ownFile = /^[\w.-]+\.(ts|tsx|mjs|sql|md)$/;

/**
 * @param {string} root
 * @returns {string[]} one line for each name that leads nowhere
 */
export function checkDocs(root) {
  const paths = walk(root, root);
  const known = new Set(paths);
  const topLevel = new Set(paths.filter((path) => !path.includes('/')));
  const docs = [...pages.filter((page) => known.has(page)), ...paths.filter((path) => /^docs\/.*\.md$/.test(path))];
  return docs.flatMap((doc) => {
    const text = readFileSync(join(root, doc), 'utf8');
    const missing = [
      ...namesIn(text).filter((name) => isOwnPath(name, topLevel) && !exists(name, doc, known, paths)),
      ...linksIn(text).filter((link) => !existsSync(join(root, dirname(doc), link))),
    ];
    return missing.map((name) => `${doc}: ${name} does not exist`);
  });
}

/** Names in backticks, outside of code blocks. @param {string} markdown @returns {string[]} */
export function namesIn(markdown) {
  const prose = markdown.replace(/^(```|~~~)[\s\S]*?^\1/gm, '');
  return [...prose.matchAll(/`([^`\n]+)`/g)].flatMap((match) => match[1] ?? []);
}

/** Targets of relative links, without their anchors. @param {string} markdown @returns {string[]} */
export function linksIn(markdown) {
  const prose = markdown.replace(/^(```|~~~)[\s\S]*?^\1/gm, '').replace(/`[^`\n]+`/g, '');
  const targets = [...prose.matchAll(/\]\(<?([^)\s>]+)>?[^)]*\)/g)].flatMap((match) => match[1] ?? []);
  return targets
    .filter((target) => !/^([a-z][a-z+.-]*:|#|\/)/i.test(target))
    .map((target) => decodeURIComponent(target.replace(/[#?].*$/, '')));
}

/**
 * @param {string} name
 * @param {Set<string>} topLevel
 */
export function isOwnPath(name, topLevel) {
  if (!/^[\w./*-]+$/.test(name)) return false;
  if (!name.includes('/')) return ownFile.test(name);
  const [first = '', second = ''] = name.split('/');
  // `drupal/core` is a Composer package, `drupal/src/verdict.ts` a file of ours.
  if (first === 'drupal' && second !== '' && second !== 'src' && !/\.\w+$/.test(name)) return false;
  return first === '.' || first === '..' || topLevel.has(first) || /\.(ts|tsx|mjs|sql|md)$/.test(name);
}

// `http/route.ts` may stand for server/src/http/route.ts: any path that ends so will do.
/** @param {string} name @param {string} doc @param {Set<string>} known @param {string[]} paths */
function exists(name, doc, known, paths) {
  const plain = name.replace(/\/$/, '');
  if (plain.startsWith('.')) {
    const fromDoc = join(dirname(doc), plain);
    if (fromDoc === '.' || known.has(fromDoc)) return true;
  }
  const pattern = plain
    .replace(/^\.\//, '')
    .replace(/[.+?^$()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '[^/]*');
  const ending = new RegExp(`(^|/)${pattern}$`);
  return paths.some((path) => ending.test(path));
}

/** @param {string} root @param {string} folder @returns {string[]} */
function walk(root, folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (skippedFolders.has(entry.name) || entry.name.startsWith('.patchlight')) return [];
    const path = join(folder, entry.name);
    return [relative(root, path), ...(entry.isDirectory() ? walk(root, path) : [])];
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const missing = checkDocs(dirname(dirname(fileURLToPath(import.meta.url))));
  for (const line of missing) console.log(line);
  process.exitCode = missing.length > 0 ? 1 : 0;
}
