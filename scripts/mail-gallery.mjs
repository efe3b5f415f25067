// Writes every mail that Patchlight sends, with invented sites, as pages and as text: node scripts/mail-gallery.mjs FOLDER [LOCALE …]
import { mkdtempSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [folder, ...locales] = process.argv.slice(2);
if (folder === undefined) {
  console.error('Usage: node scripts/mail-gallery.mjs FOLDER [LOCALE …]');
  process.exit(2);
}

// Inside the clone, where the packages that are left out of the bundle are found.
const work = mkdtempSync(join(root, 'node_modules/.mail-gallery-'));
try {
  const outfile = join(work, 'gallery.mjs');
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: ['server/test/mail-gallery.ts'],
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['source'],
    packages: 'external',
    alias: { '@patchlight/drupal/risk': join(root, 'drupal/src/risk.ts') },
    outfile,
  });
  const { writeGallery } = await import(pathToFileURL(outfile).href);
  const count = await writeGallery(resolve(folder), locales.length > 0 ? locales : ['en', 'de', 'fr']);
  console.log(`${count} mails in ${folder}`);
} finally {
  rmSync(work, { recursive: true, force: true });
}
