import { describe, expect, test } from 'vitest';
import { CHECKS } from '../../src/doctor/checks.ts';
import { examineSource, readSmallApps, wordsOf } from './small-apps.ts';

const apps = readSmallApps();
const ofSource = CHECKS.filter(({ group }) => group === 'source').map(({ code }) => code);

describe.each(ofSource)('%s', (code) => {
  const own = apps.filter((app) => app.code === code);

  test.each(own.map((app) => [`${app.outcome}: ${app.name}`, app] as const))('%s', (_, app) => {
    const { outcome, places, files } = app;
    const expected = [outcome, places.join(', ')].filter(Boolean).join(' ');
    expect(wordsOf(examineSource(files), code)).toBe(expected);
  });

  test('is tried with two faulty apps and two sound ones at least', () => {
    const count = (outcome: string) => own.filter((app) => app.outcome === outcome).length;
    expect(count('found')).toBeGreaterThanOrEqual(2);
    expect(count('sound')).toBeGreaterThanOrEqual(2);
  });
});

test('each file of apps is of a check', () => {
  const codes = CHECKS.map(({ code }) => code);
  expect(apps.filter(({ code }) => !codes.includes(code))).toEqual([]);
});
