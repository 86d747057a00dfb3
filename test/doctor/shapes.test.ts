import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parseSmallApp, readSmallApps } from '../express-app/small-app.ts';
import { examineSource } from './small-apps.ts';

/**
 * The shapes of real apps, with all that is told of them, judged by hand: nothing else, and nothing less. A line
 * `=== code file:line` is a finding, `=== unknown code file:line` what cannot be told, `=== skipped code` what is not looked at.
 */
const SHAPES = fileURLToPath(new URL('shapes/', import.meta.url));

/** The same of the apps of `add`: `name: code file:line, unknown code file:line`. Of the others nothing is told. */
const JUDGED = fileURLToPath(new URL('judged.txt', import.meta.url));

describe('of the shape of a real app exactly that is told which it deserves', () => {
  test.each(readdirSync(SHAPES))('%s', (name) => {
    const text = readFileSync(SHAPES + name, 'utf8');
    const deserved = [...text.matchAll(/^=== (.*)$/gm)].map(([, line = '']) => line);
    expect(toldOf(parseSmallApp(name, text).files)).toEqual(deserved);
  });
});

describe('of an app of the tests of add, too', () => {
  const judged = new Map(
    readFileSync(JUDGED, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(': ') as [string, string]),
  );
  const apps = readSmallApps().filter(({ outcome }) => !isRefused(outcome));

  test.each(apps.map((app) => [app.name, app] as const))('%s', (name, { files, flags }) => {
    expect(toldOf(files, flags.entry).join(', ')).toBe(judged.get(name) ?? '');
  });

  test('none is judged that is not there', () => {
    const names = apps.map(({ name }) => name);
    expect([...judged.keys()].filter((name) => !names.includes(name))).toEqual([]);
  });
});

/** What doctor cannot read either. */
function isRefused(outcome: string | undefined): boolean {
  return /no-app|no package|old-express|other-framework|several-apps|broken-source/.test(
    outcome ?? '',
  );
}

function toldOf(files: ReadonlyMap<string, string>, entry?: string): string[] {
  const { findings, checks } = examineSource(files, entry);
  const untold = checks.filter(({ status }) => status === 'unknown' || status === 'skipped');
  return [
    ...findings.map(({ code, at }) => `${code}${placeOf(at)}`),
    ...untold.map(({ code, status, at }) => `${status} ${code}${placeOf(at)}`),
  ];
}

function placeOf(at: { file: string; line?: number } | undefined): string {
  return at ? ` ${at.file}:${at.line}` : '';
}
