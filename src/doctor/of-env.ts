import { type Outcome, skipped } from './check.ts';
import type { Configuration, Evidence } from './evidence.ts';

/** Judges the file of the variables, where there is one. */
export function ofConfiguration(
  { configuration }: Pick<Evidence, 'configuration'>,
  judge: (configuration: Configuration) => Outcome,
): Outcome {
  return 'value' in configuration ? judge(configuration.value) : skipped(configuration.reason);
}

/** Judges the secrets in that file, where there are some. */
export function ofSecrets(
  read: Pick<Evidence, 'configuration'>,
  judge: (configuration: Configuration) => Outcome,
): Outcome {
  return ofConfiguration(read, (configuration) =>
    configuration.secrets.length > 0
      ? judge(configuration)
      : skipped(`no secret of the sessions is in ${configuration.path}`),
  );
}
