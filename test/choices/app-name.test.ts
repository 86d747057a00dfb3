import { builtinModules } from 'node:module';
import { describe, expect, test } from 'vitest';
import { appNameFromFolder, checkAppName, databaseName } from '../../src/choices/app-name.ts';

describe('the name made from a folder', () => {
  test.each([
    ['my-app', 'my-app'],
    ['My App', 'my-app'],
    ['Mein Café (2)', 'mein-cafe-2'],
    ['ﬁle', 'file'],
    ['Ärger & Ölung', 'arger-olung'],
    ['app.v2', 'app.v2'],
    ['.hidden', 'hidden'],
    ['_private_', 'private'],
    ['-dash-', 'dash'],
    ['..', 'app'],
    ['', 'app'],
    ['🚀🚀', 'app'],
    ['🚀 rocket', 'rocket'],
    ['日本語', 'app'],
    ['@acme', 'acme'],
    ["it's", 'it-s'],
    ['a\nb', 'a-b'],
    ['node_modules', 'node_modules-app'],
    ['favicon.ico', 'favicon.ico-app'],
    ['http', 'http-app'],
    ['x'.repeat(300), 'x'.repeat(214)],
    [`${'x'.repeat(213)}-tail`, 'x'.repeat(213)],
  ])('of %j is %j', (folder, name) => {
    expect(appNameFromFolder(folder)).toBe(name);
  });

  test('is legal for a folder that is called like a module of Node', () => {
    const names = builtinModules.map(appNameFromFolder);
    expect(names.filter((name) => 'reason' in checkAppName(name))).toEqual([]);
    expect(names.filter((name) => builtinModules.includes(name))).toEqual([]);
  });
});

describe('a given name', () => {
  test.each(['my-app', 'a', '@acme/shop', 'app.v2', 'a_b', '0', 'x'.repeat(214)])(
    '%j is taken',
    (name) => {
      expect(checkAppName(name)).toEqual({ value: name });
    },
  );

  test.each([
    ...[
      '',
      ' ',
      'My-App',
      'my app',
      ' my-app',
      '.app',
      '_app',
      'node_modules',
      'favicon.ico',
      'fs',
    ],
    ...['a/b', '@acme', '@acme/', '@/shop', '@a/b/c', 'é', "it's", 'a*', 'a\n', '../up', 'a:b'],
    ...['x'.repeat(215), '`'],
  ])('%j is refused with a right one', (name) => {
    expect(checkAppName(name)).toEqual({ reason: expect.stringContaining('"my-app"') });
  });
});

test.each([
  ['my-app', 'my-app'],
  ['@acme/shop', 'shop'],
  ['app.v2', 'app-v2'],
  ['a_b', 'a_b'],
  ['x'.repeat(214), 'x'.repeat(38)],
])('the default database of %j is %j', (name, database) => {
  expect(databaseName(name)).toBe(database);
});
