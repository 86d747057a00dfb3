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

/** A new folder that its caller removes. A run under another user may look into it. */
export function newFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'cmsa-')));
  chmodSync(folder, 0o755);
  return folder;
}
