import { describe, expect, test } from 'vitest';
import { CommandError } from '../../src/errors.ts';
import {
  joinSecrets,
  nextStep,
  type RotationKind,
  type RotationRequest,
  splitSecrets,
} from '../../src/plan/rotation.ts';
import { ROTATION_STEPS, type Rotation } from '../../src/project/recorded.ts';
import { Secret } from '../../src/secret.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const HOUR = 3_600_000;

function ago(step: Rotation['step'], hours: number): Rotation {
  return { step, rotatedAt: new Date(NOW - hours * HOUR).toISOString() };
}

/** What becomes of the secrets, by their names; `fresh` is the new one. */
function rotate(kind: RotationKind, secrets: string, more: Partial<RotationRequest> = {}) {
  const request: RotationRequest = {
    kind,
    secrets: splitSecrets(new Secret(secrets)),
    fresh: new Secret('fresh'),
    before: undefined,
    now: NOW,
    limit: 24 * HOUR,
    force: false,
    ...more,
  };
  const next = nextStep(request);
  return [next.step, joinSecrets(next.secrets).reveal(), next.dropped];
}

function refusal(...args: Parameters<typeof rotate>): string {
  try {
    return `${rotate(...args)}`;
  } catch (error) {
    expect(error).toBeInstanceOf(CommandError);
    expect((error as CommandError).exitCode).toBe(3);
    return (error as Error).message;
  }
}

describe('a step', () => {
  test.each<[RotationKind, string, Rotation | undefined, unknown[]]>([
    ['at-once', 'a', undefined, ['signing', 'fresh,a', 0]],
    ['at-once', ' a , b ,', ago('signing', 1), ['signing', 'fresh,a,b', 0]],
    ['at-once', 'a,b,c', ago('signing', 1), ['signing', 'fresh,a,b', 1]],
    ['at-once', 'a', ago('finished', 1), ['signing', 'fresh,a', 0]],
    ['rolling', 'a', undefined, ['accepting', 'a,fresh', 0]],
    ['rolling', 'a,b', ago('accepting', 1), ['signing', 'b,a', 0]],
    ['rolling', 'a,b,c', ago('accepting', 1), ['signing', 'b,a,c', 0]],
    ['rolling', 'b,a', ago('signing', 1), ['accepting', 'b,fresh,a', 0]],
    ['rolling', 'a,b,c', ago('signing', 1), ['accepting', 'a,fresh,b', 1]],
    ['rolling', 'b', ago('finished', 1), ['accepting', 'b,fresh', 0]],
    // A run that never came to its end has changed the secrets, or has not: all of them stay valid.
    ['rolling', 'a,b', ago('writing', 1), ['accepting', 'a,fresh,b', 0]],
    // Somebody has taken one away by hand.
    ['rolling', 'a', ago('accepting', 1), ['accepting', 'a,fresh', 0]],
    ['finish', 'b,a', ago('signing', 25), ['finished', 'b', 1]],
    ['finish', 'c,b,a', ago('signing', 24), ['finished', 'c', 2]],
    ['emergency', 'a', undefined, ['finished', 'fresh', 1]],
    ['emergency', 'a,b', ago('accepting', 0), ['finished', 'fresh', 2]],
    ['emergency', 'b,a', ago('signing', 0), ['finished', 'fresh', 2]],
  ])('%s, of "%s" after %j', (kind, secrets, before, expected) => {
    expect(rotate(kind, secrets, { before })).toEqual(expected);
  });

  test.each<[RotationKind, string, Rotation | undefined, RegExp]>([
    [
      'at-once',
      'a,b',
      ago('accepting', 2),
      /at 2026-03-01 10:00 UTC.*then comes rotate-secret --rolling again/,
    ],
    ['finish', 'a,b', ago('accepting', 48), /--rolling again, and --finish after that/],
    ['finish', 'b,a', ago('signing', 23.99), /Wait until 2026-03-01 12:01 UTC, 24 hours after/],
    ['finish', 'b,a', undefined, /2 secrets are in force, and it is not recorded since when/],
    ['finish', 'b,a', ago('writing', 48), /not recorded since when/],
    ['finish', 'a', ago('signing', 48), /nothing to finish/],
    ['at-once', 'b,a', ago('signing', 0.01), /less than a minute ago, at 2026-03-01 11:59 UTC/],
    ['rolling', 'a,b', ago('accepting', 0.01), /less than a minute ago/],
    ['rolling', 'a', ago('finished', 0.01), /less than a minute ago/],
  ])('out of its order: %s of "%s" after %j', (kind, secrets, before, expected) => {
    expect(refusal(kind, secrets, { before })).toMatch(expected);
  });

  test('does not wait with force, but keeps its order', () => {
    const force = { force: true };
    expect(rotate('finish', 'b,a', { before: ago('signing', 0), ...force })[1]).toBe('b');
    expect(rotate('finish', 'b,a', { ...force })[1]).toBe('b');
    expect(rotate('rolling', 'a,b', { before: ago('accepting', 0), ...force })[1]).toBe('b,a');
    expect(refusal('at-once', 'a,b', { before: ago('accepting', 0), ...force })).toMatch(
      /--rolling/,
    );
    expect(refusal('finish', 'a,b', { before: ago('accepting', 99), ...force })).toMatch(
      /--rolling/,
    );
  });

  test('of secrets that nobody here can read is the fresh one alone', () => {
    const unseen = { secrets: undefined };
    expect(rotate('at-once', '', unseen)).toEqual(['signing', 'fresh', 0]);
    expect(rotate('rolling', '', unseen)).toEqual(['accepting', 'fresh', 0]);
    expect(refusal('rolling', '', { ...unseen, before: ago('accepting', 1) })).toMatch(
      /cannot be read from here.*as new,old/,
    );
  });
});

test('whatever is done in whatever order, what signed last is valid unless it was ended on purpose', () => {
  const kinds: RotationKind[] = ['at-once', 'rolling'];
  for (const secrets of ['a', 'a,b', 'a,b,c'])
    for (const step of [undefined, ...ROTATION_STEPS])
      for (const kind of kinds) {
        const before = step && ago(step, 5);
        const found = refusal(kind, secrets, { before });
        expect([secrets, step, kind, found]).toEqual([
          secrets,
          step,
          kind,
          expect.stringMatching(/(^|,)a(,|$)|--rolling again/),
        ]);
      }
});
