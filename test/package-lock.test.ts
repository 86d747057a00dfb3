import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import fs from 'fs-extra';
import { expect, test } from 'vitest';
import { cliEnvironment } from './bed/environment.ts';
import { temporaryFolder } from './bed/folder.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

interface Locked {
  resolved?: string;
  optionalDependencies?: Record<string, string>;
}

const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, Locked>;
};

// What the file lacks, npm looks up, and adds.
test('npm install leaves package-lock.json as it is', async () => {
  const folder = temporaryFolder();
  for (const name of ['package.json', 'package-lock.json', '.npmrc']) {
    await fs.copy(join(ROOT, name), join(folder, name));
  }
  await execa('npm', ['install', '--package-lock-only', '--ignore-scripts', '--prefer-offline'], {
    cwd: folder,
    env: cliEnvironment(),
    extendEnv: false,
  });
  const after = await fs.readFile(join(folder, 'package-lock.json'), 'utf8');
  expect(after).toBe(await fs.readFile(join(ROOT, 'package-lock.json'), 'utf8'));
});

test('the binaries of every platform are locked, whichever machine has made the file', () => {
  const offered = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).map((name) => ({ path, name })),
  );
  const platforms = ['darwin-arm64', 'linux-x64', 'win32-x64'];
  for (const platform of platforms) {
    expect(offered.map(({ name }) => name)).toContain(`@biomejs/cli-${platform}`);
    expect(offered.map(({ name }) => name)).toContain(`@lydell/node-pty-${platform}`);
  }
  const missing = offered.filter(
    ({ path, name }) =>
      !packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`],
  );
  expect(missing).toEqual([]);
});

test('no address of a registry is locked: everyone installs from their own', () => {
  expect(Object.values(packages).filter(({ resolved }) => resolved !== undefined)).toEqual([]);
});
