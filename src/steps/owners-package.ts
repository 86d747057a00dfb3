import fs from 'node:fs';
import { basename, join } from 'node:path';
import { appNameFromFolder, checkAppName } from '../choices/app-name.ts';
import type { Project } from '../express-app/project.ts';
import { PACKAGE_MANAGER_NAMES, PACKAGE_MANAGERS } from '../package-managers.ts';
import type { Place } from '../project/place.ts';

/** What the app is called: by its package.json when npm would take that, else by its folder. */
export function nameOf({ absolute }: Place, { packageJson: { name } }: Project): string {
  return name !== undefined && 'value' in checkAppName(name)
    ? name
    : appNameFromFolder(basename(absolute));
}

/** What installs the app's dependencies, by the lock file that is there. */
export function packageManagerOf({ real }: Place): string {
  const found = PACKAGE_MANAGER_NAMES.find((name) =>
    fs.existsSync(join(real, PACKAGE_MANAGERS[name].lockFile)),
  );
  return found ?? 'npm';
}
