import { gzipSync } from 'node:zlib';
import { EnvFile } from '../env-file.ts';
import type { FileTree, TreeFile } from '../file-tree.ts';
import { BASE_DIRECTORY, STATE_FILE } from '../project/layout.ts';
import {
  type Recorded,
  type RecordedFile,
  SCHEMA_VERSION,
  stringifyRecorded,
} from '../project/recorded.ts';
import { sha256 } from '../project/snapshot.ts';

/** Who renders, and from what. */
export type Origin = Pick<Recorded, 'version' | 'choices'>;

/** The files that record a tree as we rendered it, by path; `state.json` is the last of them. */
export function recordFiles(tree: FileTree, { version, choices }: Origin): Map<string, Buffer> {
  const written = new Map<string, Buffer>();
  const files: Record<string, RecordedFile> = {};
  for (const [path, file] of tree) {
    files[path] = recordFile(file);
    if (file.content instanceof EnvFile) continue;
    written.set(`${BASE_DIRECTORY}/${sha256(file.content)}.gz`, gzipSync(file.content));
  }
  const state = stringifyRecorded({ schemaVersion: SCHEMA_VERSION, version, choices, files });
  return written.set(STATE_FILE, Buffer.from(state));
}

function recordFile({ content, policy, executable }: TreeFile): RecordedFile {
  const status = 'rendered';
  return content instanceof EnvFile
    ? { policy, keys: content.keys(), executable, status }
    : { policy, sha256: sha256(content), executable, status };
}
