import { describe, expect, test } from 'vitest';
import { judge, readSmallApps, type SmallApp, wordsOf } from './small-app.ts';
import { VARIANTS } from './variants.ts';

const apps = readSmallApps();

describe.each(apps.map((app) => [app.name, app] as const))('%s', (_, app) => {
  test('is edited, or left alone, as its file says', () => expectOutcome(app));

  test.each(Object.entries(VARIANTS))('the same with %s', (_name, vary) => {
    expectOutcome(vary(app));
  });
});

function expectOutcome(app: SmallApp) {
  const verdict = judge(app);
  if (!app.edited) {
    expect(wordsOf(verdict), detailsOf(verdict)).toBe(app.outcome);
    return;
  }
  expect(wordsOf(verdict), detailsOf(verdict)).toBe(`edited ${app.edited.path}`);
  if (typeof verdict === 'string' || verdict.kind !== 'edited') return;
  expect(verdict.after).toBe(app.edited.text);
}

function detailsOf(verdict: ReturnType<typeof judge>): string {
  return typeof verdict === 'object' && verdict.kind === 'refused'
    ? verdict.refusals.map(({ message }) => message).join('\n')
    : '';
}
