import { existsSync } from 'node:fs';

export const executablePath = '/usr/bin/chromium';
/** Without a browser the journeys are skipped, and say so. */
export const hasBrowser = existsSync(executablePath);
