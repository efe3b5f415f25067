import { readdir, readFile } from 'node:fs/promises';

/** The process and everything that descends from it, the ancestors first. */
async function treeOf(pid: number): Promise<number[]> {
  const children = new Map<number, number[]>();
  for (const name of await readdir('/proc')) {
    const stat = /^\d+$/.test(name) ? await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '') : '';
    // The name in parentheses may hold spaces.
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    if (Number.isInteger(parent)) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const descend = (one: number): number[] => [one, ...(children.get(one) ?? []).flatMap(descend)];
  return descend(pid);
}

/** Sends all of them a signal, and waits for the end of those that it ends. */
export async function signalTree(pid: number, signal: NodeJS.Signals): Promise<void> {
  // What it would start meanwhile would outlive it.
  if (signal === 'SIGKILL') send(pid, 'SIGSTOP');
  const tree = await treeOf(pid);
  for (const one of tree) send(one, signal);
  if (signal !== 'SIGKILL') return;
  while (tree.some((one) => send(one, 0))) await new Promise((resolve) => setTimeout(resolve, 10));
}

function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
