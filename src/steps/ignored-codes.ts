import { CHECKS } from '../doctor/checks.ts';
import type { Ignored } from '../doctor/examine.ts';
import { CommandError, EXIT, type Problem } from '../errors.ts';
import { readPackageJson } from '../project/package-json.ts';
import type { Place } from '../project/place.ts';

/**
 * The codes that are left out, by flags and by the app's package.json.
 *
 * @throws CommandError (exit 2) for a code that no check has
 */
export function ignoredCodes({ real }: Place, flags: readonly string[]): Ignored[] {
  const own = (readPackageJson(real)?.['create-mongo-session-app'] ?? {}) as { ignore?: unknown };
  const listed = Array.isArray(own.ignore) ? own.ignore.map(String) : [];
  const all = [
    ...flags.map((code): Ignored => ({ code, by: 'flag' })),
    ...listed.map((code): Ignored => ({ code, by: 'package.json' })),
  ];
  const wrong = all.filter(({ code }) => !CHECKS.some((check) => check.code === code));
  const [first, ...others] = wrong.map(problemOf);
  if (first) throw new CommandError(EXIT.usage, first, ...others);
  return all;
}

function problemOf({ code, by }: Ignored): Problem {
  const where = by === 'flag' ? '--ignore' : 'package.json: "ignore"';
  const message = `${where} ${code}: there is no such check. docs/doctor.md lists them.`;
  return by === 'flag'
    ? { code: 'illegal-value', flag: '--ignore', message }
    : { code: 'illegal-value', file: 'package.json', message };
}
