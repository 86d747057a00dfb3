import { PACKAGE_MANAGERS, type PackageManagerName } from '../package-managers.ts';

/** A command of this tool, as a package manager starts it. */
export function commandOf(packageManager: PackageManagerName, words: readonly string[]): string {
  const { execute } = PACKAGE_MANAGERS[packageManager];
  return `${execute} ${shellCommand(['create-mongo-session-app', ...words])}`;
}

/** Words as a shell takes them: POSIX shells, or what cmd and PowerShell have in common. */
export function shellCommand(words: readonly string[], platform = process.platform): string {
  return words.map((word) => quote(word, platform)).join(' ');
}

function quote(word: string, platform: NodeJS.Platform): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  if (platform === 'win32') return `"${word.replaceAll('"', '""')}"`;
  return `'${word.replaceAll("'", "'\\''")}'`;
}
