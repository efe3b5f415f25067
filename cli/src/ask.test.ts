import { PassThrough, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { emptyFolder } from '../test/run.ts';
import { askSecret, confirm } from './ask.ts';
import { openSession } from './session.ts';

/** A session at a terminal where somebody types `keys`. */
function terminalSession(keys: string) {
  const modes: boolean[] = [];
  const said: string[] = [];
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: (on: boolean) => modes.push(on) });
  const stderr = new Writable({
    write(chunk: Buffer, _encoding, done) {
      said.push(chunk.toString());
      done();
    },
  });
  const home = emptyFolder();
  const io = {
    stdin,
    stdout: new PassThrough(),
    stderr,
    env: { HOME: home },
    cwd: home,
    isTTY: true,
    now: () => new Date(),
  };
  setTimeout(() => stdin.write(keys), 10);
  return { session: openSession({}, io), modes, said, stdin };
}

describe('askSecret', () => {
  it('shows nothing of what is typed, takes corrections and leaves raw mode', async () => {
    const { session, modes, said } = terminalSession('secrez\u007fet\r');
    expect(await askSecret(session, 'Password: ', '--password-stdin')).toBe('secreet');
    expect(modes).toEqual([true, false]);
    expect(said.join('')).toBe('Password: \n');
  });

  it('ends with 130 at Ctrl-C', async () => {
    const { session, modes } = terminalSession('abc\u0003');
    await expect(askSecret(session, 'Password: ', '--password-stdin')).rejects.toMatchObject({ exitCode: 130 });
    expect(modes).toEqual([true, false]);
  });
});

describe('confirm', () => {
  it('goes on after a yes', async () => {
    const { session } = terminalSession('y\n');
    await expect(confirm(session, 'Delete?', '--yes')).resolves.toBeUndefined();
  });

  it.each([['n\n'], ['\n']])('stops at %j', async (keys) => {
    const { session } = terminalSession(keys);
    await expect(confirm(session, 'Delete?', '--yes')).rejects.toMatchObject({ exitCode: 130 });
  });

  it('stops when the input ends', async () => {
    const { session, stdin } = terminalSession('');
    setTimeout(() => stdin.end(), 20);
    await expect(confirm(session, 'Delete?', '--yes')).rejects.toMatchObject({ exitCode: 130 });
  });
});
