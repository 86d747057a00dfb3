import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The nearest directory that is a repository, upwards from the given one; undefined outside of any. */
export function repositoryOf(directory: string): string | undefined {
  if (existsSync(join(directory, '.git'))) return directory;
  const parent = dirname(directory);
  return parent === directory ? undefined : repositoryOf(parent);
}
