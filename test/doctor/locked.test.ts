import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fs from 'fs-extra';
import { describe, expect, test } from 'vitest';
import { readPackages } from '../../src/project/dependencies.ts';
import { temporaryFolder } from '../bed/folder.ts';

const FOLDER = fileURLToPath(new URL('../fixtures/lock-files/', import.meta.url));
const NAMES = [
  ...['connect-mongo', 'connect-mongodb-session', 'express', 'express-session'],
  ...['mongodb', 'passport', '@types/express', 'mongoose'],
];

/** An app with the lock file of a package manager, of which nothing is installed. */
async function lockedBy(manager: string): Promise<string> {
  const app = temporaryFolder();
  await fs.copy(join(FOLDER, manager), app);
  await fs.copy(join(FOLDER, 'package.json'), join(app, 'package.json'));
  return app;
}

const MANAGERS = readdirSync(FOLDER).filter((name) => !name.includes('.'));

/** Of the two stores, one leaves the driver to the app, and one brings what the package manager finds newest. */
const OWN_DRIVERS: Record<string, string[][]> = {
  'npm-11': [],
  'bun-1': [],
  'yarn-1': [['connect-mongodb-session', '6.22.0']],
  'yarn-4': [['connect-mongodb-session', '6.22.0']],
  'pnpm-8': [['connect-mongodb-session', '5.9.2']],
  'pnpm-10': [['connect-mongodb-session', '5.9.2']],
};

describe.each(MANAGERS)('what %s has locked is read', (manager) => {
  test('of each package the version', async () => {
    const { versions } = readPackages(await lockedBy(manager), NAMES);
    expect(Object.fromEntries(versions)).toEqual({
      'connect-mongo': '5.1.0',
      'connect-mongodb-session': '5.0.0',
      express: '4.18.2',
      'express-session': '1.17.1',
      mongodb: '5.9.2',
      passport: '0.5.3',
      '@types/express': '5.0.6',
    });
  });

  test('and which driver its stores ask for, or have for themselves', async () => {
    const { wants, ownDrivers } = readPackages(await lockedBy(manager), NAMES);
    expect([...ownDrivers]).toEqual(OWN_DRIVERS[manager]);
    const asked = {
      // Yarn 1 keeps nothing of what is left to the app.
      ...(manager !== 'yarn-1' && { 'connect-mongo > mongodb': '>= 5.1.0 < 7' }),
      ...(OWN_DRIVERS[manager]?.length === 0 && {
        'connect-mongodb-session > mongodb': '5.x || 6.x',
      }),
    };
    expect(Object.fromEntries(wants)).toEqual(asked);
  });
});

test('of a workspace of pnpm what the app asks for counts, and not what its neighbours do', async () => {
  const app = await lockedBy('pnpm-10');
  const path = join(app, 'pnpm-lock.yaml');
  const lock = await fs.readFile(path, 'utf8');
  const neighbour = (name: string) =>
    `  ${name}:\n    dependencies:\n      passport:\n        specifier: ^0.7.0\n        version: 0.7.0\n\n`;
  const wide = lock
    .replace('importers:\n\n', `importers:\n\n${neighbour("'../admin'")}`)
    .replace('\npackages:', `\n${neighbour('tools')}packages:`);
  await fs.writeFile(path, wide);
  expect(readPackages(app, NAMES).versions.get('passport')).toBe('0.5.3');
});

test.each(['package-lock.json', 'pnpm-lock.yaml', 'yarn.lock', 'bun.lock'])(
  'where %s is none that can be read, nothing is locked',
  async (name) => {
    const app = temporaryFolder();
    await fs.outputJson(join(app, 'package.json'), { dependencies: { express: '^5.0.0' } });
    for (const text of ['', '{ "packages": [', '<<<<<<< HEAD\nexpress:\n=======\n']) {
      await fs.writeFile(join(app, name), text);
      expect([...readPackages(app, NAMES).versions]).toEqual([]);
    }
  },
);

describe('what is installed', () => {
  const install = (folder: string, json: object) =>
    fs.outputJson(join(folder, 'package.json'), json);

  test('counts before what is locked', async () => {
    const app = await lockedBy('yarn-4');
    await install(join(app, 'node_modules/passport'), { version: '0.7.0' });
    expect(readPackages(app, NAMES).versions.get('passport')).toBe('0.7.0');
  });

  test('above the app is found, as a workspace has it', async () => {
    const root = temporaryFolder();
    await install(join(root, 'node_modules/passport'), { version: '0.7.0' });
    await install(join(root, 'apps/shop'), {});
    expect(readPackages(join(root, 'apps/shop'), NAMES).versions.get('passport')).toBe('0.7.0');
  });

  test('beside a store behind a link is its driver, as pnpm has it', async () => {
    const app = temporaryFolder();
    await install(app, {});
    const store = join(app, 'node_modules/.pnpm/connect-mongodb-session@5.0.0/node_modules');
    const asks = { version: '5.0.0', dependencies: { mongodb: '5.x || 6.x' } };
    await install(join(store, 'connect-mongodb-session'), asks);
    await install(join(store, 'mongodb'), { version: '6.22.0' });
    const name = 'connect-mongodb-session';
    await fs.symlink(join(store, name), join(app, 'node_modules', name));
    expect([...readPackages(app, NAMES).ownDrivers]).toEqual([[name, '6.22.0']]);
  });
});
