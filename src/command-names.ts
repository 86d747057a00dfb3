export const COMMANDS = ['create', 'regenerate', 'add', 'doctor', 'rotate-secret'] as const;
export type CommandName = (typeof COMMANDS)[number];

/** What people type who know other tools, and what we call it. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  update: 'regenerate',
  upgrade: 'regenerate',
  init: 'create',
  help: '--help',
};

/** Shorter names are never taken for a typo: too many words are one letter away from `add`. */
const SHORTEST_TYPO = 5;

/** The command that somebody meant who typed this name, or undefined when it is none. */
export function meantCommand(name: string): string | undefined {
  if (Object.hasOwn(OTHER_NAMES, name)) return OTHER_NAMES[name];
  if (name.length < SHORTEST_TYPO) return undefined;
  return COMMANDS.find((command) => isOneEditAway(name, command));
}

/** One letter more, less or other, or two neighbours swapped (Damerau). */
function isOneEditAway(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const restA = a.slice(start, a.length - end);
  const restB = b.slice(start, b.length - end);
  if (restA.length <= 1 && restB.length <= 1) return true;
  return restA.length === 2 && restB.length === 2 && restA[0] === restB[1] && restA[1] === restB[0];
}
