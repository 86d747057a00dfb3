import fs from 'node:fs';
import { dirname, join } from 'node:path';
import { readLock } from './locked.ts';
import { readPackageJson } from './package-json.ts';

/** What is installed of some packages, or locked. */
export interface InstalledPackages {
  ranges: Readonly<Record<string, string>>;
  versions: ReadonlyMap<string, string>;
  /** What one asks of another: `connect-mongo > mongodb`. */
  wants: ReadonlyMap<string, string>;
  ownDrivers: ReadonlyMap<string, string>;
}

/** Reads the versions of the packages that are named: what is installed, else what is locked. */
export function readPackages(directory: string, names: readonly string[]): InstalledPackages {
  const own = readPackageJson(directory);
  const ranges = { ...texts(own?.devDependencies), ...texts(own?.dependencies) };
  const locked = readLock(directory, ranges);
  const versions = new Map<string, string>();
  const wants = new Map<string, string>();
  const ownDrivers = new Map<string, string>();
  for (const name of names) {
    const place = placeOf(directory, name);
    const found = place === undefined ? locked(name) : readPackageJson(place);
    if (typeof found?.version === 'string') versions.set(name, found.version);
    const asked = { ...texts(found?.dependencies), ...texts(found?.peerDependencies) };
    if (asked.mongodb !== undefined) wants.set(`${name} > mongodb`, asked.mongodb);
    const driver = place === undefined ? locked('mongodb', name) : driverOf(place, found);
    if (typeof driver?.version === 'string') ownDrivers.set(name, driver.version);
  }
  return { ranges, versions, wants: withoutOwn(wants, ownDrivers), ownDrivers };
}

/** Where Node finds a package: in the app's folder, or in one above it. */
function placeOf(directory: string, name: string): string | undefined {
  const place = join(directory, 'node_modules', name);
  if (fs.existsSync(join(place, 'package.json'))) return fs.realpathSync(place);
  const above = dirname(directory);
  return above === directory ? undefined : placeOf(above, name);
}

/** The driver that an installed package has for itself: inside its folder; beside it, where pnpm has put it behind a link. */
function driverOf(place: string, { dependencies }: { dependencies?: unknown } = {}) {
  const inside = readPackageJson(join(place, 'node_modules/mongodb'));
  const isBehindLink = /[\\/]\.pnpm[\\/]/.test(place) && 'mongodb' in texts(dependencies);
  return inside ?? (isBehindLink ? readPackageJson(join(dirname(place), 'mongodb')) : undefined);
}

/** A store that has brought its driver needs nothing of the app's. */
function withoutOwn(wants: ReadonlyMap<string, string>, own: ReadonlyMap<string, string>) {
  return new Map([...wants].filter(([key]) => !own.has(key.replace(/ > .*/, ''))));
}

function texts(value: unknown): Record<string, string> {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return Object.fromEntries(entries.filter(([, one]) => typeof one === 'string'));
}
