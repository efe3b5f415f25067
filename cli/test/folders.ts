import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where tests make their folders; it is removed with all of them at the end. */
    folders: string;
  }
}

export default function setup({ provide }: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'patchlight-cli-'));
  provide('folders', folder);
  return () => rmSync(folder, { recursive: true, force: true });
}
