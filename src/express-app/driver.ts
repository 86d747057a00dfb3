import type { Project } from './project.ts';
import { type Refused, refuse } from './verdict.ts';

const DRIVER = 'mongodb';
const OWN_DRIVER = 'mongodb-6';
/** Of major version 6 and nothing else: `^6.3.0`, `6.x`, `~6.8`, `npm:mongodb@^6.20.0`. */
const IS_6 = /^(npm:mongodb@)?[\^~=v]?6(\.[\dx*.]+)?(-[\w.-]+)?$/;

/**
 * What the new files import the MongoDB driver from. The session store works with its version 6: an app that has another
 * one keeps that, and gets this one under a name of its own.
 */
export function driverOf({ packageJson }: Project): string | Refused {
  const ranges = { ...packageJson.devDependencies, ...packageJson.dependencies };
  if (isSixOrAbsent(ranges[DRIVER])) return DRIVER;
  if (isSixOrAbsent(ranges[OWN_DRIVER])) return OWN_DRIVER;
  return refuse(
    'driver-conflict',
    `The app has ${DRIVER} as ${ranges[DRIVER]}, and the session store needs 6; ${OWN_DRIVER}, as which it would be added, is ${ranges[OWN_DRIVER]}. Give that another name, or use "${DRIVER}": "^6.22.0".`,
    { file: 'package.json' },
  );
}

function isSixOrAbsent(range: string | undefined): boolean {
  return range === undefined || IS_6.test(range);
}
