// Measures create-mongo-session-app side by side with other scaffolders. README.md says how to read the figures.

import { mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compare, print } from './compare.js';
import { installPackages, OURS, runNode } from './packages.js';
import { measureRegeneration } from './regeneration.js';

/** What makes each of them write an app without a question and without an install. */
const SCAFFOLDERS = new Map([
  [OURS, '--template minimal --yes --no-install --no-git --no-check-database'],
  ['create-vite', '--template vanilla-ts --no-interactive --no-immediate'],
  ['express-generator', '--no-view'],
]);

const MEASUREMENTS = new Map([
  ['startup', measureStartup],
  ['creation', measureCreation],
  ['regeneration', measureAgain],
  ['size', showSizes],
]);

const { runs, measurements } = readOptions();
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'bench-')));
try {
  const packages = installPackages([...SCAFFOLDERS.keys()], folder);
  console.log(`Node ${process.version} on ${process.platform} ${process.arch}, ${runs} runs each`);
  for (const measure of measurements) measure(packages);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function readOptions() {
  const { values } = parseArgs({
    options: { runs: { type: 'string', default: '15' }, only: { type: 'string' } },
  });
  const names = [...MEASUREMENTS.keys()];
  const { runs, only } = values;
  if (only && !names.includes(only)) throw new Error(`--only takes one of ${names.join(', ')}`);
  if (!/^[1-9]\d*$/.test(runs)) throw new Error('--runs takes a number from 1 up');
  const chosen = [...MEASUREMENTS].filter(([name]) => !only || name === only);
  return { runs: Number(runs), measurements: chosen.map(([, measure]) => measure) };
}

/** @typedef {ReturnType<typeof installPackages>} Packages */

/** @param {Packages} packages */
function measureStartup(packages) {
  const scaffolders = [...packages.values()].map(({ title, launcher }) => ({
    label: title,
    run: () => {
      const help = runNode(folder, [launcher, '--help']);
      if (!/usage:/i.test(help)) throw new Error(`${title} printed no help: ${help}`);
    },
  }));
  const node = { label: 'node -e 0', run: () => void runNode(folder, ['-e', '0']) };
  compare('Start-up: --help', [...scaffolders, node], runs);
}

/** @param {Packages} packages */
function measureCreation(packages) {
  const scaffolders = [...packages].map(([name, { title, launcher }]) => ({
    label: title,
    /** @param {number} round */
    run: (round) => {
      const flags = SCAFFOLDERS.get(name)?.split(' ') ?? [];
      runNode(folder, [launcher, `${name}-${round}`, ...flags]);
    },
    /** @param {number} round */
    check: (round) => {
      if (!filesIn(`${name}-${round}`).includes('package.json'))
        throw new Error(`${title} created nothing`);
    },
  }));
  compare('Creation without an install', scaffolders, runs);
  const counts = [...packages.keys()].map((name) => `${name} ${filesIn(`${name}-0`).length}`);
  console.log(`Files written: ${counts.join(', ')}`);
}

/** @param {Packages} packages */
function measureAgain(packages) {
  const launcher = packages.get(OURS)?.launcher ?? '';
  measureRegeneration(launcher, mkdtempSync(join(folder, 'regeneration-')), runs);
}

/** @param {string} app */
function filesIn(app) {
  const entries = readdirSync(join(folder, app), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

/** @param {Packages} packages */
function showSizes(packages) {
  /** @param {number} bytes */
  const kilobytes = (bytes) => (bytes / 1000).toFixed(1);
  const rows = [...packages.values()].map(({ title, packed, unpacked, files, dependencies }) => {
    return [title, kilobytes(packed), kilobytes(unpacked), `${files}`, `${dependencies}`];
  });
  print('Size', ['packed kB', 'unpacked kB', 'files', 'dependencies'], rows);
}
