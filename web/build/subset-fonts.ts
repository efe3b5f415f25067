import subsetFont from 'subset-font';
import type { Plugin } from 'vite';

const between = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => String.fromCodePoint(from + index)).join('');
const ascii = between(0x20, 0x7e);
const western = `${ascii}\u00a0§©«»°±·${between(0xc0, 0xff)}Œœ‑–—‘’‚“”„•…‹›€−↑↓`;

/** What of each face is used: characters and weights. The rest would be half of all that a first visit loads. */
const faces = [
  { file: /^inter-/, characters: western, weights: { min: 400, max: 600 }, hasFeatures: true },
  { file: /^jetbrains-mono-/, characters: `${ascii}…–−`, weights: { min: 400, max: 700 }, hasFeatures: false },
];

/** Leaves out of the fonts, when the application is built, what it never shows; the system's face has every other character. */
export function subsetFonts(): Plugin {
  return {
    name: 'patchlight:subset-fonts',
    apply: 'build',
    async generateBundle(_options, bundle) {
      for (const asset of Object.values(bundle)) {
        if (asset.type !== 'asset' || !asset.fileName.endsWith('.woff2')) continue;
        const name = asset.names[0] ?? asset.fileName;
        const face = faces.find(({ file }) => file.test(name));
        if (face === undefined) this.error(`Nobody said what is used of the font ${name}.`);
        asset.source = await subsetFont(Buffer.from(asset.source), face.characters, {
          targetFormat: 'woff2',
          variationAxes: { wght: face.weights },
          // Ligatures join what has to be read sign by sign: a version, a command.
          noLayoutClosure: !face.hasFeatures,
        });
      }
    },
  };
}
