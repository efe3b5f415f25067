import { readdir, readFile } from 'node:fs/promises';

const ticksPerSecond = 100;

/** Processor time that a process has used, in seconds; with its children, living and ended, when asked. Linux only. */
export async function cpuSeconds(pid: number, withChildren: boolean): Promise<number> {
  const own = await readStat(pid);
  if (own === undefined) return 0;
  if (!withChildren) return own.used / ticksPerSecond;
  let ticks = own.used + own.usedByEnded;
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = await readStat(Number(entry));
    if (stat?.parent === pid) ticks += stat.used + stat.usedByEnded;
  }
  return ticks / ticksPerSecond;
}

async function readStat(pid: number): Promise<{ parent: number; used: number; usedByEnded: number } | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  // The name, in parentheses, may hold spaces; what follows it are numbers.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const at = (index: number) => Number(fields[index]);
  return { parent: at(1), used: at(11) + at(12), usedByEnded: at(13) + at(14) };
}
