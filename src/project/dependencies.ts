import fs from 'node:fs';
import { join } from 'node:path';
import { readPackageJson } from './package-json.ts';
import { isReadable, typeOf } from './snapshot.ts';

/** What is installed of some packages, or locked. */
export interface InstalledPackages {
  ranges: Readonly<Record<string, string>>;
  versions: ReadonlyMap<string, string>;
  /** What one asks of another: `connect-mongo > mongodb`. */
  wants: ReadonlyMap<string, string>;
  ownDrivers: ReadonlyMap<string, string>;
}

/** Reads the versions of the packages that are named; of a lock file, npm's own. */
export function readPackages(directory: string, names: readonly string[]): InstalledPackages {
  const own = readPackageJson(directory);
  const locked = lockedPackages(directory);
  const versions = new Map<string, string>();
  const wants = new Map<string, string>();
  const ownDrivers = new Map<string, string>();
  for (const name of names) {
    const installed =
      readPackageJson(join(directory, 'node_modules', name)) ?? locked(`node_modules/${name}`);
    if (typeof installed?.version === 'string') versions.set(name, installed.version);
    const asked = { ...texts(installed?.dependencies), ...texts(installed?.peerDependencies) };
    if (asked.mongodb !== undefined) wants.set(`${name} > mongodb`, asked.mongodb);
    const nested = `node_modules/${name}/node_modules/mongodb`;
    const driver = readPackageJson(join(directory, nested)) ?? locked(nested);
    if (typeof driver?.version === 'string') ownDrivers.set(name, driver.version);
  }
  const ranges = { ...texts(own?.devDependencies), ...texts(own?.dependencies) };
  return { ranges, versions, wants: withoutOwn(wants, ownDrivers), ownDrivers };
}

/** A store that has brought its driver needs nothing of the app's. */
function withoutOwn(wants: ReadonlyMap<string, string>, own: ReadonlyMap<string, string>) {
  return new Map([...wants].filter(([key]) => !own.has(key.replace(/ > .*/, ''))));
}

function lockedPackages(directory: string): (path: string) => Record<string, unknown> | undefined {
  const path = join(directory, 'package-lock.json');
  if (typeOf(path) !== 'file' || !isReadable(path)) return () => undefined;
  try {
    const { packages } = JSON.parse(fs.readFileSync(path, 'utf8')) as {
      packages?: Record<string, Record<string, unknown>>;
    };
    return (name) => packages?.[name];
  } catch {
    return () => undefined;
  }
}

function texts(value: unknown): Record<string, string> {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return Object.fromEntries(entries.filter(([, one]) => typeof one === 'string'));
}
