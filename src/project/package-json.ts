import fs from 'node:fs';
import { join } from 'node:path';
import { isReadable, typeOf } from './snapshot.ts';

/** What a package.json says; undefined where there is none that can be read. */
export function readPackageJson(directory: string): Record<string, unknown> | undefined {
  const path = join(directory, 'package.json');
  if (typeOf(path) !== 'file' || !isReadable(path)) return undefined;
  try {
    const json: unknown = JSON.parse(fs.readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
    return typeof json === 'object' && json !== null
      ? (json as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
