import type { Evidence } from '../doctor/evidence.ts';
import { readSource } from '../doctor/read-source.ts';
import { refuse } from '../errors.ts';
import { projectOf } from '../express-app/project.ts';
import { readPackages } from '../project/dependencies.ts';
import type { Place } from '../project/place.ts';
import { readSources } from '../project/sources.ts';
import { readAnswers } from './read-answers.ts';
import { readConfiguration } from './read-configuration.ts';
import { readDatabase } from './read-database.ts';
import { refusalOf } from './refusal-of.ts';
import type { Run } from './run.ts';

/** The packages that a check asks about. */
const PACKAGES = [
  'express',
  '@types/express',
  'express-session',
  'passport',
  'mongodb',
  'connect-mongo',
  'connect-mongodb-session',
];

export interface ReadingOptions {
  entry: string | undefined;
  url: string | undefined;
  mongoUri: string | undefined;
  checksDatabase: boolean;
}

/**
 * Reads all that the checks judge by. Nothing of the app is executed.
 *
 * @throws Refusal when there is no Express app, or none that can be read
 */
export async function readEvidence(
  place: Place,
  options: ReadingOptions,
  run: Pick<Run, 'signal' | 'surroundings' | 'terminal'>,
): Promise<Evidence> {
  const project = projectOf(readSources(place.real));
  if (!project)
    throw refuse(
      'no-app',
      'There is no package.json here. Give the directory of an app.',
      'package.json',
    );
  const source = readSource(project, options.entry);
  if ('refusals' in source) throw refusalOf(source);
  const configuration = await readConfiguration(place, source, run.signal);
  const dependencies = readPackages(place.real, PACKAGES);
  const database = await readDatabase(place, source, options, run);
  const http = await readAnswers(options.url, source, run);
  return { source, configuration, dependencies, database, http };
}
