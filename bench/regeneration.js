import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { compare } from './compare.js';
import { runNode } from './packages.js';

const FILES_ONLY = ['--yes', '--no-install', '--no-git', '--no-check-database'];

/**
 * Times a regeneration in which every file was changed by its owner and by the templates, next to `git merge-file` of
 * the same triples and to a start-up that does nothing.
 *
 * @param {string} launcher of the installed package
 * @param {string} folder a temporary one
 * @param {number} runs
 */
export async function measureRegeneration(launcher, folder, runs) {
  const app = join(folder, 'app');
  runNode(folder, [launcher, 'app', '--template', 'auth', ...FILES_ONLY]);
  const later = laterVersion(launcher, folder);
  runNode(folder, [later, 'later', '--template', 'auth', '--name', 'app', ...FILES_ONLY]);
  const paths = mergeable(app);
  for (const path of paths) copyTo(folder, 'base', app, path);
  for (const path of paths) edit(join(app, path), (text) => `${comment(path, 'mine')}\n${text}`);

  const merge = paths.map((path) => {
    const [mine, base, theirs] = [app, join(folder, 'base'), join(folder, 'later')];
    return [mine, base, theirs].map((root) => join(root, path));
  });
  const copies = Array.from({ length: runs + 1 }, (_, round) => `copy-${round}`);
  for (const copy of copies) cpSync(app, join(folder, copy), { recursive: true });
  const ours = {
    label: `regenerate, ${paths.length} merges`,
    /** @param {number} round */
    run: (round) => {
      runNode(folder, [later, 'regenerate', copies[round] ?? '', '--yes', '--no-install']);
    },
    /** @param {number} round */
    check: (round) => {
      const merged = readFileSync(join(folder, copies[round] ?? '', 'src/app.ts'), 'utf8');
      if (!merged.includes('mine') || !merged.includes('theirs')) throw new Error('nothing merged');
    },
  };
  const git = {
    label: `git merge-file, ${paths.length} times`,
    run: () => {
      for (const files of merge) execFileSync('git', ['merge-file', '-p', ...files]);
    },
  };
  const startUp = {
    label: 'create-mongo-session-app --version',
    run: () => void runNode(folder, [later, '--version']),
  };
  const [all = 0, , alone = 0] = await compare('Regeneration', [ours, git, startUp], runs);
  console.log(`Beyond the start-up: ${(all - alone).toFixed(1)} ms for ${paths.length} files`);
}

/**
 * A copy of the package whose templates end otherwise.
 *
 * @param {string} launcher
 * @param {string} folder
 */
function laterVersion(launcher, folder) {
  const root = dirname(dirname(launcher));
  const copy = join(folder, 'package');
  cpSync(root, copy, { recursive: true });
  const templates = join(copy, 'dist/templates.br');
  const lines = brotliDecompressSync(readFileSync(templates)).toString().split('\n');
  writeFileSync(templates, brotliCompressSync(lines.map(laterLine).join('\n')));
  return launcher.replace(root, copy);
}

/** @param {string} line whose a file is, its layer, its path, and a text or a list of parts in JSON */
function laterLine(line) {
  const [owner, layer, path = ''] = line.split(' ', 3);
  if (!isMergeable(path)) return line;
  const start = `${owner} ${layer} ${path} `;
  const parts = [JSON.parse(line.slice(start.length))].flat();
  return start + JSON.stringify([...parts, `${comment(path, 'theirs')}\n`]);
}

/** @param {string} app */
function mergeable(app) {
  return filesIn(app).filter((path) => !path.startsWith('.create-') && isMergeable(path));
}

/** @param {string} path */
function isMergeable(path) {
  return /(\.[jt]s|\.css|\.md|Dockerfile|\.ejs|\.ya?ml|ignore)(\.hbs)?$/.test(path);
}

/**
 * @param {string} path
 * @param {string} words
 */
function comment(path, words) {
  const name = path.replace(/\.hbs$/, '');
  if (/\.[jt]s$/.test(name)) return `// ${words}`;
  if (/\.css$/.test(name)) return `/* ${words} */`;
  return /\.(md|ejs)$/.test(name) ? `<!-- ${words} -->` : `# ${words}`;
}

/** @param {string} folder */
function filesIn(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).sort();
}

/**
 * @param {string} folder
 * @param {string} name
 * @param {string} from
 * @param {string} path
 */
function copyTo(folder, name, from, path) {
  const target = join(folder, name, path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, readFileSync(join(from, path)));
}

/**
 * @param {string} path
 * @param {(text: string) => string} change
 */
function edit(path, change) {
  writeFileSync(path, change(readFileSync(path, 'utf8')));
}
