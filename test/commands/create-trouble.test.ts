import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import fs from 'fs-extra';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { PRELOAD } from '../apply/faults.ts';
import { type CliRun, cliEnvironment, MINIMAL, runCli } from '../bed/cli.ts';
import { temporaryFolder } from '../bed/folder.ts';
import { differences, readTree } from '../bed/tree.ts';

// What may not be written to, full disks, and streams that nobody reads or writes.

/** Modes bind every user but root. */
const ORDINARY_USER = process.getuid?.() === 0 ? 65_534 : undefined;

describe('nothing is half-made when', () => {
  const cases: [what: string, directory: string, path: string, mode: number][] = [
    ['the folder is read-only', 'new', '', 0o555],
    ['the folder may not be entered', 'new', '', 0o600],
    ['the directory is read-only', 'app', 'app', 0o555],
    ['the directory may not be entered', 'app', 'app', 0o600],
    ['a directory in it is read-only', 'app', 'app/src', 0o555],
    ['a directory in it may not be entered', 'app', 'app/src', 0o600],
    ['a file in it may not be read', 'app', 'app/.gitignore', 0o000],
  ];

  test.each(cases)('%s', async (_what, directory, path, mode) => {
    const folder = temporaryFolder();
    fs.outputFileSync(join(folder, 'app/src/own.ts'), 'mine');
    fs.outputFileSync(join(folder, 'app/.gitignore'), '*.bak\n');
    const before = readTree(folder);
    const usual = fs.statSync(join(folder, path)).mode;
    for (const owned of Object.keys(before)) giveAway(join(folder, owned));
    chmodSync(join(folder, path), mode);
    // A process cannot start in a directory that it may not enter.
    const args = [join(folder, directory), ...MINIMAL, '--json'];
    const run = await runCli(args, { cwd: '/', ...asOrdinaryUser() });
    chmodSync(join(folder, path), usual);
    expectRefused(run, 'unwritable', /^Nothing was written: .+ \(EACCES\)\. .+\.$/);
    expect(differences(readTree(folder), before)).toEqual([]);
  });
});

describe('nothing is half-made on a disk that fills', () => {
  // Where no disk can be mounted, all writes from a step on fail for want of room.
  const cases: [disk: string, step: number][] = [
    ['size=16k', 20],
    ['size=64k', 60],
    ['size=128k', 120],
    ['nr_inodes=6', 40],
    ['nr_inodes=25', 150],
  ];

  test.each(cases)('%s', async (disk, step) => {
    const folder = join(temporaryFolder(), 'disk');
    mkdirSync(folder);
    const fault = { FAULT_ROOT: folder, FAULT_AT: `${step}`, FAULT_KIND: 'full' };
    const pretence = { env: fault, nodeFlags: ['--require', PRELOAD] };
    const options = mount(folder, disk) ? {} : pretence;
    const before = readTree(folder);
    const args = ['new/app', ...MINIMAL, '--json'];
    const run = await runCli(args, { cwd: folder, ...options });
    expectRefused(run, 'no-space', /^Nothing was written: the disk is full\. .+\.$/);
    expect(differences(readTree(folder), before)).toEqual([]);
  });
});

describe('closed streams', () => {
  test.each(['<&-', '>&-', '2>&-', '<&- >&- 2>&-'])(
    '%s from the start: it is created',
    async (closed) => {
      const folder = temporaryFolder();
      const { code, stderr } = await runShell(
        folder,
        `"$@" app ${MINIMAL.join(' ')} --quiet ${closed}`,
      );
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(existsSync(join(folder, 'app/.create-mongo-session-app/state.json'))).toBe(true);
    },
  );

  test('stdin closed when an answer is missing is wrong usage', async () => {
    const { code, stderr } = await runShell(temporaryFolder(), '"$@" <&-');
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/^Error: .*directory/),
    });
  });

  const READERS = ['true', 'head -n 1'];
  const COMMANDS: [args: string, exitCode: number][] = [
    ['--help', 0],
    ['app --diff', 0],
    ['app --json --dry-run --diff', 0],
    ['app --json', 0],
    ['app', 0],
    ['occupied --json', 3],
  ];

  describe.each(READERS)('stdout into %s, which goes early', (reader) => {
    test.each(COMMANDS)('%s ends as usual', async (args, exitCode) => {
      const folder = temporaryFolder();
      fs.outputFileSync(join(folder, 'occupied/package.json'), '{}');
      const flags = args === '--help' ? '' : `${MINIMAL.join(' ')} --quiet`;
      const { stderr } = await runShell(
        folder,
        `{ "$@" ${args} ${flags}; echo $? >code; } | ${reader}`,
      );
      expect(stderr).toBe('');
      expect(readFileSync(join(folder, 'code'), 'utf8')).toBe(`${exitCode}\n`);
    });
  });
});

function expectRefused({ code, stdout }: CliRun, problem: string, message: RegExp) {
  const { exitCode, problems } = JSON.parse(stdout);
  expect({ code, exitCode, problems }).toEqual({
    code: 3,
    exitCode: 3,
    problems: [expect.objectContaining({ code: problem, message: expect.stringMatching(message) })],
  });
}

function asOrdinaryUser(): { uid?: number } {
  return ORDINARY_USER === undefined ? {} : { uid: ORDINARY_USER };
}

function giveAway(path: string) {
  if (ORDINARY_USER !== undefined) chownSync(path, ORDINARY_USER, ORDINARY_USER);
}

/** Mounts a small disk until the end of the test. Returns false where that is not permitted. */
function mount(folder: string, options: string): boolean {
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'none', folder]);
  if (status !== 0) return false;
  onTestFinished(() => {
    spawnSync('umount', ['--lazy', folder]);
  });
  return true;
}

/** Runs a line of shell in which `"$@"` is the command. */
async function runShell(folder: string, line: string) {
  const child = spawn('sh', ['-c', line, 'sh', process.execPath, inject('cli')], {
    cwd: folder,
    env: cliEnvironment(),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const stderr = await text(child.stderr);
  return { code: await ended, stderr };
}
