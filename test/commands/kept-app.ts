import { join } from 'node:path';
import fs from 'fs-extra';
import { afterAll, beforeAll } from 'vitest';
import { type CliOptions, FILES_ONLY, runCli } from '../bed/cli.ts';
import { newFolder, temporaryFolder } from '../bed/folder.ts';
import { olderTool } from '../bed/older-tool.ts';

/** An app that a test has for itself, and the command as its owner types it there. */
export interface KeptApp {
  directory: string;
  path(name: string): string;
  read(name: string): string;
  write(name: string, text: string): void;
  edit(name: string, from: string | RegExp, to: string): void;
  /** Runs `regenerate` in the app. */
  regenerate(flags?: readonly string[], options?: Partial<CliOptions>): Promise<Outcome>;
}

export interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** What `--json` prints. */
export interface Document extends Record<string, unknown> {
  changes: { path: string; action: string; reason: string; diff?: string }[];
  problems: { code: string; message: string; file?: string; flag?: string }[];
  nextSteps: string[];
  exitCode: number;
}

/**
 * Creates, once for a test file, a JavaScript app of this version and one of the first templates.
 *
 * @returns what copies them for a test
 */
export function keepApps(template = 'minimal') {
  let folder = '';
  beforeAll(async () => {
    folder = newFolder();
    const flags = ['--template', template, '--language', 'javascript', ...FILES_ONLY];
    const { code, stderr } = await runCli(['new/shop', '--yes', ...flags], { cwd: folder });
    if (code !== 0) throw new Error(stderr);
    // The first templates were of minimal alone.
    if (template !== 'minimal') return;
    const tool = await olderTool('f7a7bb4', folder);
    await tool.create(join(folder, 'old/shop'), flags);
  });
  afterAll(() => fs.remove(folder));
  return {
    newApp: () => copyOf(join(folder, 'new/shop')),
    oldApp: () => copyOf(join(folder, 'old/shop')),
  };
}

function copyOf(original: string): KeptApp {
  const directory = join(temporaryFolder(), 'shop');
  fs.copySync(original, directory, { preserveTimestamps: true });
  const path = (name: string) => join(directory, name);
  const read = (name: string) => fs.readFileSync(path(name), 'utf8');
  const write = (name: string, text: string) => fs.outputFileSync(path(name), text);
  return {
    directory,
    path,
    read,
    write,
    edit: (name, from, to) => {
      const before = read(name);
      const after = before.replace(from, () => to);
      if (after === before) throw new Error(`the edit changes nothing in ${name}`);
      write(name, after);
    },
    regenerate: (flags = [], options = {}) =>
      runCli(['regenerate', '--no-install', ...flags], { cwd: directory, ...options }),
  };
}

/** The one document on stdout. */
export function documentOf({ stdout }: Outcome): Document {
  return JSON.parse(stdout);
}

/** The actions of a document by path, without what is kept. */
export function actionsOf({ changes }: Document): Record<string, string> {
  const done = changes.filter(({ action }) => action !== 'keep');
  return Object.fromEntries(done.map(({ path, action }) => [path, action]));
}

/** Edits of the last app's files that are next to what the first templates' successors changed. */
export function editConflictingly(app: KeptApp) {
  app.edit('src/errors.js', "'internal error'", "'our fault'");
  app.edit('src/config.js', ' 3000', ' 4000');
}
