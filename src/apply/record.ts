import { gzipSync } from 'node:zlib';
import { EnvFile } from '../env-file.ts';
import type { Rendered } from '../plan/plan.ts';
import {
  basePath,
  type Recorded,
  type RecordedFile,
  SCHEMA_VERSION,
  stringifyRecorded,
} from '../project/recorded.ts';
import { sha256 } from '../project/snapshot.ts';

/** Who renders, and from what. */
export type Origin = Pick<Recorded, 'version' | 'choices'>;

/** What records files as we rendered them: the bases by path, and the text of `state.json`. */
export function recordFiles(
  record: ReadonlyMap<string, Rendered>,
  { version, choices }: Origin,
): { bases: Map<string, Buffer>; state: string } {
  const bases = new Map<string, Buffer>();
  const files: Record<string, RecordedFile> = {};
  for (const [path, rendered] of record) {
    files[path] = recordFile(rendered);
    const { content } = rendered.file;
    if (!(content instanceof EnvFile)) bases.set(basePath(sha256(content)), gzipSync(content));
  }
  return {
    bases,
    state: stringifyRecorded({ schemaVersion: SCHEMA_VERSION, version, choices, files }),
  };
}

function recordFile({ file: { content, policy, executable }, status }: Rendered): RecordedFile {
  return content instanceof EnvFile
    ? { policy, keys: content.keys(), executable, status }
    : { policy, sha256: sha256(content), executable, status };
}
