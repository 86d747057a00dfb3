import fs from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { STATE_DIRECTORY } from './layout.ts';
import { sha256, typeOf } from './snapshot.ts';

/** Files as we rendered them, in one file: a gzipped JSON object from the SHA-256 of a text to the text. */
export interface Pack {
  path: string;
  contents: Buffer;
}

const PACK_NAME = /^base-[0-9a-f]{16}$/;
/** All that we rendered for an app was small; what unpacks to more than this many bytes is no pack. */
const LARGEST_PACK = 16 * 1024 * 1024;

/**
 * Stored, not compressed: git does that when it is committed, and then keeps of the next pack only what differs. In one
 * piece, for a chunk at a time takes longer.
 */
const STORED = { level: 0, chunkSize: 1024 * 1024 };

/**
 * Packs texts. It is named by what it holds, not by its bytes, which another zlib may write otherwise.
 *
 * @param texts by their SHA-256
 */
export function packBases(texts: ReadonlyMap<string, string>): Pack {
  const entries = [...texts].sort(([a], [b]) => (a < b ? -1 : 1));
  const json = JSON.stringify(Object.fromEntries(entries));
  return { path: packPath(json), contents: gzipSync(json, STORED) };
}

function packPath(json: string): string {
  return `${STATE_DIRECTORY}/base-${sha256(json).slice(0, 16)}`;
}

/** The paths of all packs: a merge of two branches leaves those of both. */
export function listPacks(directory: string): string[] {
  const folder = join(directory, STATE_DIRECTORY);
  if (typeOf(folder) !== 'directory') return [];
  const names = fs.readdirSync(folder).filter((name) => PACK_NAME.test(name));
  return names.sort().map((name) => `${STATE_DIRECTORY}/${name}`);
}

/** The texts in all packs by their SHA-256. What is lost or damaged is not among them. */
export function readBases(directory: string): Map<string, string> {
  const texts = listPacks(directory).flatMap((path) => textsOf(unpack(directory, path)));
  return new Map(texts);
}

/** Whether a pack is there and holds what its name says. */
export function isIntactPack(directory: string, path: string): boolean {
  const json = unpack(directory, path);
  return json !== undefined && packPath(json) === path;
}

function unpack(directory: string, path: string): string | undefined {
  const file = join(directory, path);
  if (typeOf(file) !== 'file') return undefined;
  try {
    const options = { maxOutputLength: LARGEST_PACK };
    return gunzipSync(fs.readFileSync(file), options).toString('utf8');
  } catch (error) {
    // What zlib says of bytes that it cannot unpack.
    if (/^(Z_|ERR_BUFFER_TOO_LARGE)/.test((error as NodeJS.ErrnoException).code ?? ''))
      return undefined;
    throw error;
  }
}

/** A pack is input like any other: what is no text of its name is left out. */
function textsOf(json: string | undefined): [hash: string, text: string][] {
  try {
    return Object.entries(JSON.parse(json ?? '{}')).filter(
      (entry): entry is [string, string] =>
        typeof entry[1] === 'string' && sha256(entry[1]) === entry[0],
    );
  } catch {
    return [];
  }
}
