import { type Command, Option } from 'commander';
import type { RawAnswers } from './decide.ts';
import type { Choice } from './table.ts';

/** Adds the flags of some rows of the table to a command, and the argument. */
export function addChoices(command: Command, rows: readonly Choice[]) {
  for (const choice of rows) addChoice(command, choice);
}

function addChoice(command: Command, choice: Choice) {
  const { flag, about, byDefault, values, type } = choice;
  const description = [about, values && `(${values.join(', ')})`, `[${byDefault}]`]
    .filter(Boolean)
    .join(' ');
  if (flag.startsWith('[')) {
    command.argument(flag, description);
  } else if (type === 'switch') {
    // Both forms: an answers file may say the contrary of either.
    const name = flag.replace(/^--(\[no-\]|no-)/, '');
    const optional = flag.includes('[no-]');
    command.addOption(new Option(`--${name}`, description).hideHelp(!optional));
    command.addOption(new Option(`--no-${name}`, `${optional ? 'without' : 'do not'} ${about}`));
  } else {
    command.addOption(new Option(flag, description));
  }
}

/** The answers among a command's flags; a secret is no flag's value. */
export function givenFlags(
  flags: Readonly<Record<string, unknown>>,
  rows: readonly Choice[],
): RawAnswers {
  const named = rows.filter(
    ({ name, role, type }) => role !== 'place' && type !== 'secret' && flags[name] !== undefined,
  );
  return Object.fromEntries(named.map(({ name }) => [name, flags[name]]));
}
