import { spawn } from '@lydell/node-pty';
import { cleanEnvironment } from './packages.js';

/**
 * Starts a command at a terminal, and ends it as soon as some words stand there.
 *
 * @param {string} cwd
 * @param {string} launcher
 * @param {string} words
 * @returns {Promise<void>} when they have come; rejects when the command ends before
 */
export function untilShown(cwd, launcher, words) {
  const env = { ...cleanEnvironment(), TERM: 'xterm-256color' };
  const child = spawn(process.execPath, [launcher], { cwd, env, cols: 100, rows: 40 });
  let shown = '';
  return new Promise((resolve, reject) => {
    child.onData((data) => {
      shown += data;
      if (!shown.includes(words)) return;
      resolve();
      child.kill('SIGKILL');
    });
    child.onExit(() => reject(new Error(`${launcher} never showed "${words}": ${shown}`)));
  });
}
