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
  const texts: string[] = [];
  const files: Record<string, RecordedFile> = {};
  for (const [path, rendered] of record) {
    files[path] = recordFile(rendered);
    const { content } = rendered.file;
    if (!(content instanceof EnvFile)) texts.push(content);
  }
  return {
    pack: packBases(texts),
    state: stringifyRecorded({ schemaVersion: SCHEMA_VERSION, version, choices, files, secret }),
  };
}

function recordFile({ file, status, at }: Rendered): RecordedFile {
  const { content, policy, executable } = file;
  return content instanceof EnvFile
    ? { policy, keys: content.keys(), executable, status }
    : { policy, sha256: sha256(content), executable, status, ...(at !== undefined && { at }) };
}
