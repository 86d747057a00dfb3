import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execaSync } from 'execa';

export const OURS = 'create-mongo-session-app';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * @typedef {object} Package
 * @property {string} title its name and version
 * @property {string} launcher the file that its command starts with
 * @property {number} packed its size as the registry has it, in bytes
 * @property {number} unpacked in bytes
 * @property {number} files
 * @property {number} dependencies that an install brings with it, not counting theirs
 */

/**
 * Installs packages next to each other: ours as the sources are now, the others as the registry has them.
 *
 * @param {string[]} names
 * @param {string} folder
 * @returns {Map<string, Package>}
 */
export function installPackages(names, folder) {
  npm(ROOT, 'run', 'build');
  const sources = names.map((name) => (name === OURS ? ROOT : name));
  /** @type {{ name: string, filename: string, size: number, unpackedSize: number, entryCount: number }[]} */
  const packs = JSON.parse(npm(folder, 'pack', '--json', '--ignore-scripts', ...sources));
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const tarballs = packs.map(({ filename }) => `./${filename}`);
  npm(folder, 'install', '--no-audit', '--no-fund', ...tarballs);

  const packages = packs.map(({ name, size, unpackedSize, entryCount }) => {
    const home = join(folder, 'node_modules', name);
    const manifest = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
    const { version, bin, dependencies = {} } = manifest;
    const [command] = typeof bin === 'string' ? [bin] : Object.values(bin);
    const installed = {
      title: `${name} ${version}`,
      launcher: join(home, command),
      packed: size,
      unpacked: unpackedSize,
      files: entryCount,
      dependencies: Object.keys(dependencies).length,
    };
    return /** @type {const} */ ([name, installed]);
  });
  return new Map(packages);
}

/**
 * @param {string} cwd
 * @param {string[]} args
 */
function npm(cwd, ...args) {
  return execaSync('npm', args, { cwd }).stdout;
}

/** What the `npm run` around the benchmark, or a CI, would tell a command; Node's own variables cost time as well. */
const TOLD = /^(npm_|NODE_|CI$|MONGODB_URI$|SESSION_SECRET$|FORCE_COLOR$|NO_COLOR$)/i;

/** The environment that the commands are measured in. */
export function cleanEnvironment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !TOLD.test(name)));
}

/**
 * Runs Node itself, so that npx is in no figure. Returns what was printed.
 *
 * @param {string} cwd
 * @param {string[]} args
 * @param {number[]} codes the exit codes that are right
 */
export function runNode(cwd, args, codes = [0]) {
  const env = cleanEnvironment();
  const ran = spawnSync(process.execPath, args, { cwd, env, encoding: 'utf8', input: '' });
  if (!codes.includes(ran.status ?? -1))
    throw ran.error ?? new Error(`node ${args.join(' ')}: ${ran.stderr}`);
  return ran.stdout;
}
