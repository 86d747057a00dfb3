// Loaded into a run with `node --require`, before anything copies `fs`. It counts the calls that touch a path
// at or below a root, and at one of them, or from it on, something goes wrong:
//
//   kill-before, kill-after   SIGKILL, without or with the call done
//   kill-half                 SIGKILL after half of what was to be written
//   EIO                       this one call fails
//   EIO-on                    this call and all later ones fail
//   full                      from this call on the disk is full: what needs room fails, half of it written
//   SIGINT, SIGTERM           the run gets the signal, and goes on
//   pause                     the run makes FAULT_FILE, and stands still as long as there is such a file
//
// FAULT_REFUSED names a kind of call that the file system does not have: each fails with EPERM.
//
// A run gets its fault from the environment (`FaultEnvironment` in faults.ts), or from `arm`.

const fs = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');
const { relative, resolve } = require('node:path');
const { fileURLToPath } = require('node:url');

const ONE_PATH = [
  ...['access', 'appendFile', 'chmod', 'lstat', 'mkdir', 'open', 'opendir', 'readdir', 'readFile'],
  ...['readlink', 'rm', 'rmdir', 'stat', 'truncate', 'unlink', 'utimes', 'writeFile'],
];
const TWO_PATHS = ['copyFile', 'cp', 'link', 'rename', 'symlink'];
const DESCRIPTOR = ['close', 'fchmod', 'fdatasync', 'fsync', 'ftruncate', 'futimes', 'write'];
const NEEDS_ROOM = [
  'appendFile',
  'copyFile',
  'cp',
  'link',
  'mkdir',
  'symlink',
  'write',
  'writeFile',
];

const { FAULT_ROOT, FAULT_AT, FAULT_KIND, FAULT_FILE, FAULT_LOG, FAULT_REFUSED } = process.env;
const { existsSync, openSync, writeSync, writeFileSync } = fs;
const SLEEPER = new Int32Array(new SharedArrayBuffer(4));

let fault = {
  root: FAULT_ROOT,
  at: FAULT_AT === undefined ? -1 : Number(FAULT_AT),
  kind: FAULT_KIND,
};
let steps = [];
const opened = new Map();

/** Starts to count anew. Returns the list that the steps are put into. */
exports.arm = (armed) => {
  fault = armed;
  steps = [];
  return steps;
};

/** Counts a call. Returns what is to become of it: an error to fail with, something to do afterwards, or nothing. */
function next(name, args) {
  const paths = args.slice(0, TWO_PATHS.includes(name) ? 2 : 1).map(pathOf);
  if (paths.every((path) => path === undefined)) return undefined;
  const step = steps.push([name, ...paths].join(' ')) - 1;
  if (step === fault.at) return strike(name, args);
  if (name === FAULT_REFUSED) return fail(name, args, 'EPERM');
  if (fault.at < 0 || step < fault.at) return undefined;
  if (fault.kind === 'full') return failForRoom(name, args);
  return fault.kind.endsWith('-on') ? fail(name, args) : undefined;
}

/** The path below the root that an argument names, itself or as an open file. */
function pathOf(argument) {
  if (fault.root === undefined) return undefined;
  if (typeof argument === 'number') return opened.get(argument);
  const named = argument instanceof URL ? fileURLToPath(argument) : String(argument);
  const path = relative(fault.root, resolve(named));
  return path === '..' || path.startsWith('../') ? undefined : path || '.';
}

function strike(name, args) {
  switch (fault.kind) {
    case 'kill-before':
      return die();
    case 'kill-half':
      writeHalf(name, args);
      return die();
    case 'kill-after':
      return { afterwards: die };
    case 'full':
      return failForRoom(name, args);
    case 'SIGINT':
    case 'SIGTERM':
      process.kill(process.pid, fault.kind);
      return undefined;
    case 'pause':
      writeFileSync(FAULT_FILE, '');
      while (existsSync(FAULT_FILE)) Atomics.wait(SLEEPER, 0, 0, 10);
      return undefined;
    default:
      return fail(name, args);
  }
}

function die() {
  process.kill(process.pid, 'SIGKILL');
}

function failForRoom(name, args) {
  const creates = name === 'open' && /[wa]/.test(String(args[1]));
  if (!creates && !NEEDS_ROOM.includes(name)) return undefined;
  writeHalf(name, args);
  return fail(name, args, 'ENOSPC');
}

function fail(name, args, code = fault.kind.replace('-on', '')) {
  const where = typeof args[0] === 'number' ? {} : { path: String(args[0]) };
  const error = new Error(`${code}: made up for a test, ${name} ${where.path ?? ''}`);
  return { error: Object.assign(error, { code, errno: -5, syscall: name, ...where }) };
}

/** A disk that fills, or a process that dies, in the middle of a write leaves a part of it. */
function writeHalf(name, [target, data, options]) {
  if (name !== 'write' && name !== 'writeFile') return;
  const half = Buffer.from(data).subarray(0, Buffer.byteLength(data) >> 1);
  const { flag = 'w', mode = 0o666 } = Object(options);
  writeSync(typeof target === 'number' ? target : openSync(target, flag, mode), half);
}

/** The number of a closed file is somebody else's at once, and may be open again before `close` calls back. */
function forget(name, args) {
  if (name === 'close') opened.delete(args[0]);
}

function remember(name, args, result) {
  if (name === 'open') opened.set(result, pathOf(args[0]));
}

function wrapCallback(name) {
  const original = fs[name];
  fs[name] = function (...args) {
    const callback = args.at(-1);
    if (typeof callback !== 'function') return original.apply(this, args);
    const due = next(name, args);
    if (due?.error) return process.nextTick(callback, due.error);
    forget(name, args);
    args[args.length - 1] = (error, ...results) => {
      due?.afterwards();
      if (!error) remember(name, args, results[0]);
      callback(error, ...results);
    };
    return original.apply(this, args);
  };
}

function wrapSync(name) {
  const original = fs[`${name}Sync`];
  fs[`${name}Sync`] = function (...args) {
    const due = next(name, args);
    if (due?.error) throw due.error;
    forget(name, args);
    const result = original.apply(this, args);
    due?.afterwards();
    remember(name, args, result);
    return result;
  };
}

function wrapPromise(name) {
  const original = fs.promises[name];
  fs.promises[name] = async function (...args) {
    const due = next(name, args);
    if (due?.error) throw due.error;
    const result = await original.apply(this, args);
    due?.afterwards();
    return result;
  };
}

for (const name of [...ONE_PATH, ...TWO_PATHS, ...DESCRIPTOR]) {
  wrapCallback(name);
  wrapSync(name);
  if (fs.promises[name]) wrapPromise(name);
}
syncBuiltinESMExports();
process.on('exit', () => {
  if (FAULT_LOG) writeFileSync(FAULT_LOG, steps.join('\n'));
});
