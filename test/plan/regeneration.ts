import { EnvFile } from '../../src/env-file.ts';
import type { FileTree, TreeFile } from '../../src/file-tree.ts';
import type { Base } from '../../src/plan/plan.ts';
import { type Change, type Plan, type Resolution, WRITING } from '../../src/plan/plan.ts';
import { planRegenerate, type Regeneration } from '../../src/plan/plan-regenerate.ts';
import type { Whereabouts } from '../../src/plan/whereabouts.ts';
import { type Entry, sha256 } from '../../src/project/snapshot.ts';

/** An owner's copy of a file, or what else stands at its path. */
export type Copy = string | Entry | undefined;

/** What stands in an app, by path: the base, the owner's copy and the new render. */
export interface Paths {
  [path: string]: {
    base?: string | Base | undefined;
    mine?: Copy;
    next?: string | EnvFile | TreeFile | undefined;
  };
}

export interface Circumstances {
  resolution?: Resolution;
  adopting?: boolean;
  restored?: readonly string[];
  given?: readonly string[];
  env?: EnvFile;
  whereabouts?: Partial<Whereabouts>;
}

/** Plans for files that are given as texts. */
export function plan(paths: Paths, circumstances: Circumstances = {}): Plan {
  return planRegenerate(regeneration(paths, circumstances));
}

/** The changes to one path, and to what is put beside it. */
export function changesTo(paths: Paths, circumstances: Circumstances = {}): Change[] {
  return [...plan(paths, circumstances).changes];
}

function regeneration(paths: Paths, circumstances: Circumstances): Regeneration {
  const { resolution = 'abort', adopting = false, restored = [], given = [], env } = circumstances;
  const { whereabouts } = circumstances;
  const tree = new Map<string, TreeFile>();
  const bases = new Map<string, Base>();
  const snapshot = new Map<string, Entry>();
  for (const [path, { base, mine, next }] of Object.entries(paths)) {
    if (next !== undefined) tree.set(path, fileOf(path, next));
    if (typeof base === 'string') bases.set(path, { content: base, executable: false });
    else if (base) bases.set(path, base);
    if (mine !== undefined) snapshot.set(path, typeof mine === 'string' ? copyOf(mine) : mine);
  }
  return {
    tree,
    bases,
    snapshot,
    env,
    adopting,
    restored: new Set(restored),
    newKeys: new Set(given),
    whereabouts: { moved: new Map(), doubtful: new Map(), deleted: new Set(), ...whereabouts },
    resolutionOf: () => resolution,
    labels: { base: 'as rendered before', theirs: '2.0.0' },
  };
}

function fileOf(path: string, next: string | EnvFile | TreeFile): TreeFile {
  if (typeof next !== 'string' && !(next instanceof EnvFile)) return next;
  const isKeyed = path === '.env' || /(package|tsconfig)\.json$/.test(path);
  return { content: next, policy: isKeyed ? 'structured' : 'merge', executable: false };
}

export function copyOf(text: string, mode = 0o644): Entry & { type: 'file' } {
  return { type: 'file', sha256: sha256(text), mode, text };
}

/** A copy that is no UTF-8. */
export const BYTES: Entry = { type: 'file', sha256: 'a hash', mode: 0o644, text: undefined };

/** What stands in an app after a plan was carried out, and what is recorded of it then. */
export function carryOut(paths: Paths, { changes, record }: Plan): Paths {
  const copies = new Map(Object.entries(paths).map(([path, { mine }]) => [path, mine]));
  for (const { path, action, after } of changes) {
    if (!WRITING.has(action)) continue;
    const mode = after?.executable ? 0o755 : 0o644;
    copies.set(path, after && copyOf(String(after.content), mode));
  }
  const bases = new Map<string, Base>();
  for (const [path, { file, at, status }] of record) {
    bases.set(path, {
      content: String(file.content),
      executable: file.executable,
      ...(at !== undefined && { at }),
      ...(status === 'deleted' && { isDeleted: true }),
    });
  }
  const all = new Set([...copies.keys(), ...bases.keys()]);
  const after = [...all].map((path) => {
    const [mine, base] = [copies.get(path), bases.get(path)];
    return [path, { ...(mine !== undefined && { mine }), ...(base && { base }) }] as const;
  });
  return Object.fromEntries(after.filter(([, file]) => Object.keys(file).length > 0));
}

/** The same for another render. */
export function offer(paths: Paths, tree: FileTree): Paths {
  const all = new Set([...Object.keys(paths), ...tree.keys()]);
  return Object.fromEntries(
    [...all].map((path) => [path, { ...paths[path], next: tree.get(path) }]),
  );
}
