import { chmodSync, mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fs from 'fs-extra';
import { onTestFinished } from 'vitest';

/** A folder of the test's own, gone when it ends. */
export function temporaryFolder(): string {
  const folder = newFolder();
  onTestFinished(() => fs.remove(folder));
  return folder;
}

/** Copies a created app to where nothing is yet; what is installed is shared. */
export async function copyApp(app: string, directory: string) {
  const installed = join(app, 'node_modules');
  await fs.copy(app, directory, { filter: (path) => path !== installed });
  await fs.symlink(installed, join(directory, 'node_modules'), 'dir');
}

/** A new folder that its caller removes. A run under another user may look into it. */
export function newFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'cmsa-')));
  chmodSync(folder, 0o755);
  return folder;
}
