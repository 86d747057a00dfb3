import { isBuiltin } from 'node:module';
import validate from 'validate-npm-package-name';
import type { Checked } from './checked.ts';

const LONGEST = 214;
/** For what no legal name can be made from. */
const FALLBACK = 'app';

/** Checks that npm would take the name for a new package. */
export function checkAppName(name: string): Checked<string> {
  const { validForNewPackages, errors = [], warnings = [] } = validate(name);
  if (validForNewPackages) return { value: name };
  const why = [...errors, ...warnings].join(', ');
  return { reason: `npm does not take "${name}" as a name (${why}); a right one: "my-app"` };
}

/** Makes a legal npm name from any folder's name: `Mein Café (2)` gives `mein-cafe-2`. */
export function appNameFromFolder(folder: string): string {
  const name = folder
    .normalize('NFKD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[._-]+|[._-]+$/g, '')
    .slice(0, LONGEST)
    .replace(/[._-]+$/, '');
  if (name === '') return FALLBACK;
  return isBuiltin(name) || 'reason' in checkAppName(name) ? `${name}-app` : name;
}

/** The name without its scope: `@acme/shop` gives `shop`. */
export function withoutScope(name: string): string {
  return name.replace(/^@[^/]*\//, '');
}

/**
 * The database an app of this name uses unless its URI names one. MongoDB allows 63 bytes for it, 38 on Atlas;
 * its names hold none of `/\. "$*<>:|?`.
 */
export function databaseName(appName: string): string {
  return withoutScope(appName)
    .replace(/[^A-Za-z0-9_-]/g, '-')
    .slice(0, 38);
}

/** Where MongoDB is when nobody says otherwise: on this machine, in a database named after the app. */
export function defaultMongoUri(name: string): string {
  return `mongodb://127.0.0.1:27017/${databaseName(name)}`;
}
