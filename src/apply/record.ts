import { EnvFile } from '../env-file.ts';
import type { Rendered } from '../plan/plan.ts';
import { type Pack, packBases } from '../project/bases.ts';
import {
  type Recorded,
  type RecordedFile,
  SCHEMA_VERSION,
  stringifyRecorded,
} from '../project/recorded.ts';
import { sha256 } from '../project/snapshot.ts';

/** Who renders, and from what. */
export type Origin = Pick<Recorded, 'version' | 'choices' | 'secret'>;

/** What records files as we rendered them: the pack of their bases, and the text of `state.json`. */
export function recordFiles(
  record: ReadonlyMap<string, Rendered>,
  { version, choices, secret }: Origin,
): { pack: Pack; state: string } {
  const texts = new Map<string, string>();
  const files: Record<string, RecordedFile> = {};
  for (const [path, { file, status, at }] of record) {
    const { content, policy, executable } = file;
    if (content instanceof EnvFile) {
      files[path] = { policy, keys: content.keys(), executable, status };
      continue;
    }
    const hash = sha256(content);
    texts.set(hash, content);
    files[path] = { policy, sha256: hash, executable, status, ...(at !== undefined && { at }) };
  }
  return {
    pack: packBases(texts),
    state: stringifyRecorded({ schemaVersion: SCHEMA_VERSION, version, choices, files, secret }),
  };
}
