import { expect, test } from 'vitest';
import { driverOf } from '../../src/express-app/driver.ts';
import { projectOf } from '../../src/express-app/project.ts';

function driverFor(dependencies: Record<string, string>, key = 'dependencies') {
  const project = projectOf(new Map([['package.json', JSON.stringify({ [key]: dependencies })]]));
  return project && driverOf(project);
}

test.each([
  undefined,
  '6',
  '^6.3.0',
  '~6.8',
  '6.x',
  '6.22.0',
  'npm:mongodb@^6.20.0',
  '6.0.0-beta.1',
])('the driver of an app that has %s is the one of the session', (range) =>
  expect(driverFor(range ? { mongodb: range } : {})).toBe('mongodb'),
);

test.each([
  ...['^7.0.0', '4.17.2', '^5.9.0', '*', 'latest', '>=6', '^5 || ^6', '3.6', '60.0.0'],
  ...['npm:mongodb@^7.0.0', 'npm:@other/mongodb@^6.0.0', 'file:../driver-6', 'github:a/b#6.0.0'],
])('an app that has %s keeps it, and gets version 6 under a name of its own', (range) => {
  expect(driverFor({ mongodb: range })).toBe('mongodb-6');
  expect(driverFor({ mongodb: range }, 'devDependencies')).toBe('mongodb-6');
  expect(driverFor({ mongodb: range, 'mongodb-6': 'npm:mongodb@^6.22.0' })).toBe('mongodb-6');
});

test('a driver that the app has under another name is none of our business', () => {
  expect(driverFor({ 'mongodb-legacy': 'npm:mongodb@^4.0.0', mongoose: '^8.0.0' })).toBe('mongodb');
});

test('an app that has something else under that name is refused', () => {
  expect(driverFor({ mongodb: '^7.0.0', 'mongodb-6': 'npm:mongodb@^5.0.0' })).toMatchObject({
    kind: 'refused',
    refusals: [{ code: 'driver-conflict', at: { file: 'package.json' } }],
  });
});
