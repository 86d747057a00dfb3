import { CHOICES, flagName } from './table.ts';

/** The JSON Schema of an answers file. */
export function answersSchema(): object {
  const properties = CHOICES.map(({ name, type, about, byDefault, values, aliases = {} }) => {
    const description = `${sentence(about)} Default: ${byDefault}.`;
    if (type === 'switch') return [name, { type: 'boolean', description }];
    const options = values && { enum: [...values, ...Object.keys(aliases)] };
    return [name, { type: 'string', ...options, description }];
  });
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Answers for create-mongo-session-app',
    type: 'object',
    additionalProperties: false,
    properties: { $schema: { type: 'string' }, ...Object.fromEntries(properties) },
  };
}

/** The README's table of choices, in Markdown. */
export function choicesTable(): string {
  const rows = CHOICES.map((choice) => {
    const values = choice.values
      ? ` (${choice.values.map((value) => `\`${value}\``).join(', ')})`
      : '';
    const flag = choice.values ? flagName(choice) : choice.flag;
    const environment = choice.environment ? `, \`${choice.environment}\`` : '';
    return `| \`${flag}\`${environment} | \`${choice.name}\` | ${sentence(choice.about)}${values} | ${plain(choice.byDefault)} |`;
  });
  return ['| flag | in the answers file | | default |', '| --- | --- | --- | --- |', ...rows].join(
    '\n',
  );
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

/** Markdown would take `<database>` for a tag. */
function plain(words: string): string {
  return words.replaceAll('<', '\\<');
}
