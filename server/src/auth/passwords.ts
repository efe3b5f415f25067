import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { OperationError } from '../errors.ts';
import { onPasswordThread } from './password-threads.ts';

const cost = 12;
const minimumLength = 15;
// A hash of nothing anybody has: checking against it costs an unknown address the time of a known one.
const nobody = '$2b$12$849e6nZt1bfbTZBUUA7DwOjUEpiveafbwtRn.MslwtDHiTnhWZbq2';
const weakWords = [
  'password',
  'passwort',
  'patchlight',
  'drupal',
  'qwerty',
  'letmein',
  'welcome',
  'changeme',
  'administrator',
  '1234567890',
];

/** Hashes a password; every byte of it counts, and at most half of the cores work on passwords at once. */
export async function hashPassword(password: string): Promise<string> {
  return String(await bounded(() => onPasswordThread({ password: preHash(password), cost })));
}

/** True when the password is the one that was hashed. Without a hash it takes as long and is false. */
export async function isPassword(password: string, hashed: string | null): Promise<boolean> {
  const matches = await bounded(() => onPasswordThread({ password: preHash(password), hashed: hashed ?? nobody }));
  return matches === true && hashed !== null;
}

/** Refuses a password that is short or easy to guess; `about` holds words that belong to its owner. */
export function refuseWeakPassword(password: string, about: readonly string[], path = '/password'): void {
  const normal = password.normalize('NFC');
  const refuse = (code: string, message: string) => {
    throw new OperationError('weak_password', { message, details: [{ path, code, message }] });
  };
  if ([...normal].length < minimumLength) refuse('too_short', `A password has at least ${minimumLength} characters.`);
  const lower = normal.toLowerCase();
  const words = [...weakWords, ...about.map((word) => word.trim().toLowerCase())].filter((word) => word.length >= 3);
  const rest = words.reduce((text, word) => text.replaceAll(word, ''), lower).replace(/[\s\d._-]/g, '');
  if (rest.length < 6 || new Set(lower).size < 6)
    refuse('easy_to_guess', 'This password is easy to guess. Use several unrelated words.');
}

// bcrypt reads 72 bytes and stops at a NUL: the hash of the whole password, as text, has neither problem.
function preHash(password: string): string {
  return createHash('sha384').update(password.normalize('NFC')).digest('base64');
}

const slots = Math.max(1, Math.floor(availableParallelism() / 2));
const queueLimit = 32;
// Whoever asks goes away after ten seconds.
const longestWaitMs = 8_000;
let running = 0;
const waiting: (() => void)[] = [];
// What one takes at present: where the machine is busy with others it takes several times as long.
let usualMs = 250;

// A flood of sign-ins must leave cores to everybody else.
async function bounded<T>(work: () => Promise<T>): Promise<T> {
  if (running >= slots) {
    const places = Math.min(queueLimit, Math.max(1, Math.floor((longestWaitMs * slots) / usualMs)));
    if (waiting.length >= places) throw new OperationError('unavailable', { retryAfterSeconds: 5 });
    await new Promise<void>((start) => waiting.push(start));
  } else {
    running += 1;
  }
  const started = performance.now();
  try {
    return await work();
  } finally {
    usualMs += (performance.now() - started - usualMs) / 5;
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }
}
