/**
 * Measures create-mongo-session-app side by side with other scaffolders, all of them packed and installed into one
 * folder. README.md says how to read what this prints.
 */

import { spawnSync } from 'node:child_process';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { execaSync } from 'execa';
import { compare, print } from './compare.js';

const OURS = 'create-mongo-session-app';
/** Packages, and the flags that make each write an app without a question and without an install. */
const SCAFFOLDERS = {
  [OURS]: ['--yes', '--no-install', '--no-git', '--no-check-database'],
  'create-vite': ['--template', 'vanilla-ts', '--no-interactive', '--no-immediate'],
  'express-generator': ['--no-view'],
};
const NAMES = Object.keys(SCAFFOLDERS);

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const MEASUREMENTS = { startup: measureStartup, creation: measureCreation, size: showSizes };

const { runs, measurements } = readOptions();
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'bench-')));
try {
  const packs = packAndInstall();
  console.log(`Node ${process.version} on ${process.platform} ${process.arch}, ${runs} runs each`);
  for (const measure of measurements) measure(packs);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function readOptions() {
  const { values } = parseArgs({
    options: { runs: { type: 'string', default: '15' }, only: { type: 'string' } },
  });
  const names = Object.keys(MEASUREMENTS).filter((name) => !values.only || name === values.only);
  if (names.length === 0) throw new Error(`--only takes ${Object.keys(MEASUREMENTS).join(', ')}`);
  if (!/^[1-9]\d*$/.test(values.runs)) throw new Error('--runs takes a number from 1 up');
  return { runs: Number(values.runs), measurements: names.map((name) => MEASUREMENTS[name]) };
}

/** Ours as the sources are now, the others as the registry has them. */
function packAndInstall() {
  const npm = (cwd, ...args) => execaSync('npm', args, { cwd }).stdout;
  npm(ROOT, 'run', 'build');
  const sources = NAMES.map((name) => (name === OURS ? ROOT : name));
  const packs = JSON.parse(npm(folder, 'pack', '--json', '--ignore-scripts', ...sources));
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const tarballs = packs.map(({ filename }) => join(folder, filename));
  npm(folder, 'install', '--no-audit', '--no-fund', ...tarballs);
  return packs;
}

function measureStartup() {
  const contenders = NAMES.map((name) => {
    const launcher = launcherOf(name);
    return { label: titleOf(name), run: () => runNode([launcher, '--help']) };
  });
  const bare = { label: 'node -e 0', run: () => runNode(['-e', '0']) };
  compare('Start-up: --help', [...contenders, bare], runs);
}

function measureCreation() {
  const contenders = NAMES.map((name) => {
    const launcher = launcherOf(name);
    const app = (round) => `${name}-${round}`;
    const run = (round) => runNode([launcher, app(round), ...SCAFFOLDERS[name]]);
    return { label: titleOf(name), run, check: (round) => expectApp(app(round)) };
  });
  compare('Creation without an install', contenders, runs);
  const counts = NAMES.map((name) => `${name} ${filesOf(`${name}-0`).length}`);
  console.log(`  files written: ${counts.join(', ')}`);
}

function showSizes(packs) {
  const kilobytes = (bytes) => (bytes / 1000).toFixed(1);
  const rows = packs.map(({ name, size, unpackedSize, entryCount }) => {
    const { dependencies = {} } = manifestOf(name);
    const counts = [entryCount, Object.keys(dependencies).length];
    return [titleOf(name), kilobytes(size), kilobytes(unpackedSize), ...counts];
  });
  print('Size', ['packed kB', 'unpacked kB', 'files', 'dependencies'], rows);
}

/** Without npx, and without what the `npm run` around this would tell a scaffolder. Returns what it printed. */
function runNode(args) {
  const told = /^(npm_|NODE_|CI$|MONGODB_URI$|SESSION_SECRET$|FORCE_COLOR$|NO_COLOR$)/i;
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !told.test(name)));
  const options = { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' };
  const { status, error, stdout, stderr } = spawnSync(process.execPath, args, options);
  if (status !== 0) throw error ?? new Error(`node ${args.join(' ')} failed: ${stderr}`);
  return stdout;
}

function expectApp(app) {
  if (!filesOf(app).includes('package.json')) throw new Error(`${app} was not created`);
}

function filesOf(app) {
  const entries = readdirSync(join(folder, app), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

function manifestOf(name) {
  return JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8'));
}

function titleOf(name) {
  return `${name} ${manifestOf(name).version}`;
}

function launcherOf(name) {
  const { bin } = manifestOf(name);
  const [path] = typeof bin === 'string' ? [bin] : Object.values(bin);
  return join(folder, 'node_modules', name, path);
}
