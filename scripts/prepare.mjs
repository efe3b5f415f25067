import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { lockClone } from './clone-lock.mjs';
import { interruptible, run } from './run-step.mjs';
import { isBuildStale, isInstallStale, stampInstall } from './stale.mjs';

/**
 * Brings a clone up to date: packages, then the build. Says on standard error what it does.
 * @param {string} root
 * @returns {Promise<number>} an exit code
 */
export async function prepare(root) {
  /** @type {() => void} */
  let unlock = () => {};
  try {
    return await interruptible(
      async () => {
        unlock = await lockClone(root, (pid) => say(`Waiting for process ${pid}, which installs or builds here …`));
        // Checked again: whoever was waited for has done it.
        if (isInstallStale(root) && !(await install(root))) return 1;
        return !isBuildStale(root) || (await build(root)) ? 0 : 1;
      },
      () => unlock(),
    );
  } catch (error) {
    if (error.code !== 'EACCES' && error.code !== 'EROFS') throw error;
    say(`${root} is not built and this user may not write there. Build it as its owner: npm ci && npm run build`);
    return 1;
  } finally {
    unlock();
  }
}

/** @param {string} root */
async function install(root) {
  const started = Date.now();
  say('Installing packages (npm ci) …');
  // Tools of the build are development packages, also where NODE_ENV is production.
  const args = ['ci', '--include=dev', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  const { code } = await run(...npm(args), { cwd: root, show: 'stderr' });
  if (code !== 0) {
    say(`The packages could not be installed (npm ended with ${code}).`);
    return false;
  }
  stampInstall(root);
  // A build made with other packages does not count.
  rmSync(join(root, 'server/dist/.patchlight-build.json'), { force: true });
  say(`Packages are installed (${((Date.now() - started) / 1000).toFixed(1)} s).`);
  return true;
}

// The npm that started us, when one did; its own settings in the environment are meant for that one.
/** @param {string[]} args @returns {[string, string[]]} */
export function npm(args) {
  const given = process.env.npm_execpath;
  return given?.endsWith('.js') ? [process.execPath, [given, ...args]] : ['npm', args];
}

/** @param {string} message */
function say(message) {
  process.stderr.write(`${message}\n`);
}
