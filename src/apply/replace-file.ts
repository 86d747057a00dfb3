import fs from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { refuse } from '../errors.ts';
import { rename, waitForDisk } from './disk.ts';

/** Whether a file is there, and ours to replace: a new one is put in its place, so its folder has to let us. */
export function isReplaceable(path: string): boolean {
  try {
    fs.accessSync(path, fs.constants.R_OK | fs.constants.W_OK);
    fs.accessSync(dirname(path), fs.constants.W_OK);
    return fs.statSync(path).isFile();
  } catch {
    return false;
  }
}

/**
 * Replaces one file that may lie outside of the app: it is the old one or the new one at every moment. Its mode and its
 * owner stay. That its name is on the disk is for the caller to wait for.
 *
 * @param before what it held when it was read
 * @throws Refusal when it holds something else by now
 * @throws the error of the file system; the file is as before then
 */
export async function replaceFile(path: string, before: Buffer, contents: Buffer) {
  const staged = join(dirname(path), `.${basename(path)}.rotated`);
  // A run that was killed may have left it.
  fs.rmSync(staged, { force: true });
  try {
    writeLike(path, staged, contents);
    await waitForDisk([staged]);
    if (!fs.readFileSync(path).equals(before)) throw changedMeanwhile(path);
    await rename(staged, path);
  } catch (error) {
    fs.rmSync(staged, { force: true });
    throw error;
  }
}

function writeLike(original: string, path: string, contents: Buffer) {
  const { mode, uid, gid } = fs.statSync(original);
  const file = fs.openSync(path, 'wx', 0o600);
  try {
    fs.writeFileSync(file, contents);
    if (process.platform !== 'win32') fs.fchownSync(file, uid, gid);
    fs.fchmodSync(file, mode & 0o7777);
  } finally {
    fs.closeSync(file);
  }
}

function changedMeanwhile(path: string) {
  return refuse('changed-meanwhile', `${path} changed while this command ran. Run it again.`, path);
}
