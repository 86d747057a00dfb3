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
