import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compressedCopies } from './build/compressed-copies.ts';
import { subsetFonts } from './build/subset-fonts.ts';

const server = process.env.PATCHLIGHT_URL ?? 'http://localhost:8080';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), subsetFonts(), compressedCopies()],
  resolve: { conditions: ['source'] },
  build: {
    target: 'es2023',
    outDir: 'dist/app',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    sourcemap: false,
    reportCompressedSize: false,
    modulePreload: { polyfill: false },
  },
  // `npm run dev`: pages from here, with hot reload; everything else from the server that runs.
  server: {
    port: 5173,
    strictPort: true,
    proxy: Object.fromEntries(
      ['/api', '/docs', '/readyz', '/livez'].map((path) => [path, { target: server, headers: { origin: server } }]),
    ),
  },
});
