import { isUtf8 } from 'node:buffer';
import fs from 'node:fs';
import { join } from 'node:path';
import { EnvFile } from '../env-file.ts';
import { isReadable, typeOf } from './snapshot.ts';

/** An app's `.env`, or undefined when there is none that can be read, as text. Every value in it is a secret. */
export function readEnvFile(directory: string, name = '.env'): EnvFile | undefined {
  const path = join(directory, name);
  if (typeOf(path) !== 'file' || !isReadable(path)) return undefined;
  const bytes = fs.readFileSync(path);
  return isUtf8(bytes) ? EnvFile.parse(bytes.toString('utf8')) : undefined;
}
