import type { Dependencies } from './evidence.ts';

export type Version = readonly [major: number, minor: number, patch: number];

/** `1.17.1`; undefined for what is no plain version. */
export function parseVersion(text: string | undefined): Version | undefined {
  const [, major, minor, patch] = /^v?(\d+)\.(\d+)\.(\d+)(?:[-+].*)?$/.exec(text ?? '') ?? [];
  return major === undefined ? undefined : [Number(major), Number(minor), Number(patch)];
}

export function isBelow(version: Version, limit: Version): boolean {
  const at = version.findIndex((part, index) => part !== limit[index]);
  return at !== -1 && (version[at] ?? 0) < (limit[at] ?? 0);
}

/** The first version that a range does not allow any more; undefined where it has no such end, or is more than one range. */
export function endOf(range: string): Version | undefined {
  const [, mark = '', a, b, c] =
    /^\s*([\^~=v]?)(\d+)(?:\.(\d+|x|\*))?(?:\.(\d+|x|\*))?\s*$/.exec(range) ?? [];
  if (a === undefined) return undefined;
  const [major, minor, patch] = [Number(a), Number(b), Number(c)];
  const isMinor = Number.isInteger(minor);
  if (mark === '^') {
    if (major > 0 || !isMinor) return [major + 1, 0, 0];
    return minor > 0 || !Number.isInteger(patch) ? [0, minor + 1, 0] : [0, 0, patch + 1];
  }
  if (!isMinor) return [major + 1, 0, 0];
  if (mark === '~' || !Number.isInteger(patch)) return [major, minor + 1, 0];
  return [major, minor, patch + 1];
}

/** Whether a package is below a version: undefined where the range has both, and nothing is installed or locked. */
export function isOlder(
  name: string,
  limit: Version,
  { versions, ranges }: Dependencies,
): boolean | undefined {
  const version = parseVersion(versions.get(name));
  if (version) return isBelow(version, limit);
  const range = ranges[name];
  if (range === undefined) return false;
  const end = endOf(range);
  if (end && !isBelow(limit, end)) return true;
  const start = parseVersion(range.replace(/^[\^~=v\s]+/, ''));
  return start && end && !isBelow(start, limit) ? false : undefined;
}

/** Whether one of the ranges behind `||` allows a version; undefined where a range is none that is understood. */
export function allows(range: string, version: Version): boolean | undefined {
  const answers = range.split('||').map((part) => allowsAll(part.trim(), version));
  if (answers.includes(true)) return true;
  return answers.includes(undefined) ? undefined : false;
}

function allowsAll(range: string, version: Version): boolean | undefined {
  const bounds = range.match(/(>=|<=|>|<)\s*[\d.]+/g);
  if (bounds && bounds.join('').replace(/\s/g, '') === range.replace(/\s/g, ''))
    return bounds.every((one) => isWithin(one, version));
  const end = endOf(range);
  const numbers = /[\d.x*]+/
    .exec(range)?.[0]
    .split('.')
    .map((part) => Number(part) || 0);
  if (!end || !numbers) return undefined;
  const start: Version = [numbers[0] ?? 0, numbers[1] ?? 0, numbers[2] ?? 0];
  return !isBelow(version, start) && isBelow(version, end);
}

function isWithin(bound: string, version: Version): boolean {
  const [, mark, text = ''] = /^(>=|<=|>|<)\s*(.*)$/.exec(bound) ?? [];
  const [major = 0, minor = 0, patch = 0] = text.split('.').map(Number);
  const limit: Version = [major, minor, patch];
  if (mark === '<') return isBelow(version, limit);
  if (mark === '>=') return !isBelow(version, limit);
  return mark === '<=' ? !isBelow(limit, version) : isBelow(limit, version);
}
