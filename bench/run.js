// Measures create-mongo-session-app side by side with other scaffolders. README.md says how to read the figures.

import { mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureAnalysis } from './analysis.js';
import { compare, print } from './compare.js';
import { installPackages, OURS, runNode } from './packages.js';
import { untilShown } from './question.js';
import { measureRegeneration } from './regeneration.js';

/** What makes ours write an app of a template without a question and without an install. */
const FILES_ONLY = '--yes --no-install --no-git --no-check-database --template';

/** The same for the others. */
const OTHERS = new Map([
  ['create-vite', '--template vanilla-ts --no-interactive --no-immediate'],
  ['express-generator', '--no-view'],
]);

const MEASUREMENTS = new Map([
  ['startup', measureStartup],
  ['question', measureQuestion],
  ['creation', measureCreation],
  ['regeneration', measureAgain],
  ['analysis', measureReading],
  ['size', showSizes],
]);

const { runs, measurements } = readOptions();
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'bench-')));
try {
  const packages = installPackages([OURS, ...OTHERS.keys()], folder);
  console.log(`Node ${process.version} on ${process.platform} ${process.arch}, ${runs} runs each`);
  for (const measure of measurements) await measure(packages);
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
async function measureStartup(packages) {
  const scaffolders = [...packages.values()].map(({ title, launcher }) => ({
    label: title,
    run: () => {
      const help = runNode(folder, [launcher, '--help']);
      if (!/usage:/i.test(help)) throw new Error(`${title} printed no help: ${help}`);
    },
  }));
  const node = { label: 'node -e 0', run: () => void runNode(folder, ['-e', '0']) };
  await compare('Start-up: --help', [...scaffolders, node], runs);
}

/** The first question of each at a terminal of its own. @param {Packages} packages */
async function measureQuestion(packages) {
  const questions = new Map([
    [OURS, 'Where shall the app go?'],
    ['create-vite', 'Project name'],
  ]);
  const askers = [...questions].map(([name, question]) => {
    const { title = '', launcher = '' } = packages.get(name) ?? {};
    return { label: title, run: () => untilShown(folder, launcher, question) };
  });
  await compare('First question on the screen', askers, runs);
}

/** @param {Packages} packages */
async function measureCreation(packages) {
  for (const template of ['auth', 'minimal']) {
    const flags = new Map([[OURS, `${FILES_ONLY} ${template}`], ...OTHERS]);
    const scaffolders = [...packages].map(([name, { title, launcher }]) => ({
      label: title,
      /** @param {number} round */
      run: (round) => {
        const words = flags.get(name)?.split(' ') ?? [];
        runNode(folder, [launcher, `${name}-${template}-${round}`, ...words]);
      },
      /** @param {number} round */
      check: (round) => {
        if (!filesIn(`${name}-${template}-${round}`).includes('package.json'))
          throw new Error(`${title} created nothing`);
      },
    }));
    await compare(`Creation of ${template}, no install`, scaffolders, runs);
    const counts = [...packages.keys()].map(
      (name) => `${name} ${filesIn(`${name}-${template}-0`).length}`,
    );
    console.log(`Files written: ${counts.join(', ')}`);
  }
}

/** @param {Packages} packages */
async function measureAgain(packages) {
  const launcher = packages.get(OURS)?.launcher ?? '';
  await measureRegeneration(launcher, mkdtempSync(join(folder, 'regeneration-')), runs);
}

/** @param {Packages} packages */
async function measureReading(packages) {
  const launcher = packages.get(OURS)?.launcher ?? '';
  await measureAnalysis(launcher, mkdtempSync(join(folder, 'analysis-')), runs);
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
