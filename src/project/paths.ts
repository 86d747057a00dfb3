import { STATE_DIRECTORY } from './layout.ts';

/** Names that Windows keeps for devices, with any ending. */
const RESERVED = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\..*)?$/i;

/**
 * Why a path from a plan, a journal or a recorded state must not be written to, or undefined when it is safe:
 * relative, inside the app's directory, and legal on every system that may check the app out.
 */
export function unsafePath(path: string): string | undefined {
  if (path === '' || path.includes('\0')) return 'it is empty or holds a NUL character';
  if (path.startsWith('/') || path.includes('\\') || /^[A-Za-z]:/.test(path)) {
    return 'it is not relative to the app';
  }
  const names = path.split('/');
  if (names.some((name) => name === '' || name === '.' || name === '..')) {
    return 'it leaves the app, or is not in its shortest form';
  }
  if (names.some((name) => name.toLowerCase() === '.git')) return "it is git's own";
  if (names.some((name) => RESERVED.test(name) || /[. ]$/.test(name) || /[<>:"|?*]/.test(name))) {
    return 'Windows does not allow such a name';
  }
  return undefined;
}

/** Why a file of an app cannot stand at a path, or undefined when it can. */
export function unfitPath(path: string): string | undefined {
  const unsafe = unsafePath(path);
  if (unsafe) return unsafe;
  // On a file system that takes both cases for one, it is ours in any case.
  const isOurs = path.toLowerCase().split('/')[0] === STATE_DIRECTORY;
  return isOurs ? 'it is for what this tool records' : undefined;
}
