import { readdir, readFile } from 'node:fs/promises';

/** Resident memory of a process and those that it started, in bytes, without the process `but` and its own. Linux only. */
export async function memoryOf(pid: number, but: number | undefined): Promise<number> {
  const processes = new Map<number, { parent: number; bytes: number }>();
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const status = await readFile(`/proc/${entry}/status`, 'utf8').catch(() => '');
    const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
    processes.set(Number(entry), { parent: field('PPid'), bytes: field('VmRSS') * 1024 });
  }
  const sumFrom = (root: number): number => {
    if (root === but) return 0;
    let sum = processes.get(root)?.bytes ?? 0;
    for (const [child, { parent }] of processes) if (parent === root) sum += sumFrom(child);
    return sum;
  };
  return sumFrom(pid);
}
