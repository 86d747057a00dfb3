import { type Refusal, refuse } from '../errors.ts';
import { addSessions, type Wishes } from '../express-app/add-sessions.ts';
import { driverOf } from '../express-app/driver.ts';
import { type EnvironmentPlace, environmentPlace } from '../express-app/environment.ts';
import { type Project, projectOf } from '../express-app/project.ts';
import type { Edited, Nothing } from '../express-app/verdict.ts';
import type { Place } from '../project/place.ts';
import { readSources } from '../project/sources.ts';
import { refusalOf } from './refusal-of.ts';

/** What is to be done with the app of a directory, and where its variables come from. */
export interface Look {
  edited: Edited;
  project: Project;
  environment: EnvironmentPlace;
  /** What the new files import the MongoDB driver from. */
  driver: string;
}

/**
 * Reads somebody's app, and finds where its sessions go.
 *
 * @throws Refusal with the place, the reason and the lines that its owner can write
 */
export function lookAtApp({ real }: Place, wishes: Wishes): Look | Nothing {
  const project = projectOf(readSources(real));
  if (!project)
    throw refuse(
      'no-app',
      'there is no package.json here. Give the directory of an app.',
      'package.json',
    );
  const unfit = unfitModules(project);
  const verdict = addSessions(project, wishes);
  if (verdict.kind === 'refused') throw refusalOf(verdict);
  if (verdict.kind === 'nothing') return verdict;
  if (verdict.files.language === 'typescript' && unfit) throw unfit;
  refuseCompiledJavaScript(verdict, project);
  const driver = driverOf(project);
  if (typeof driver !== 'string') throw refusalOf(driver);
  return {
    edited: verdict,
    project,
    environment: environmentPlace(verdict.model, project),
    driver,
  };
}

/** The new files import packages as modules do: a compiler that takes that for something else would break them. */
function unfitModules({ tsConfig }: Project): Refusal | undefined {
  if (!tsConfig) return undefined;
  const { module, target, esModuleInterop } = tsConfig;
  const isOld = target === undefined || /^es(3|5)$/.test(target);
  const isCommonJs = module === undefined ? isOld : /^(commonjs|umd|amd|system)$/.test(module);
  if (!isCommonJs || esModuleInterop === true) return undefined;
  return refuse(
    'unclear-session',
    'tsconfig.json compiles to CommonJS without esModuleInterop, and the new files need it. Set "esModuleInterop": true first.',
    'tsconfig.json',
  );
}

/** A compiler of JavaScript may leave out files that end otherwise than its own: there is no telling. */
function refuseCompiledJavaScript(
  { files, model }: Edited,
  { packageJson: { scripts, main } }: Project,
) {
  if (files.language === 'typescript') return;
  const started = [scripts.start ?? '', main ?? ''].join(' ');
  const isCompiled = /(^|[\s/])(dist|build|out)(\/|\s|$)/.test(started);
  if (!isCompiled) return;
  throw refuse(
    'unclear-session',
    `the app starts from what is compiled of ${model.entry}, and the new files may not be among it. Start it from its source, or name that: "start": "node ${model.entry}"`,
    'package.json',
  );
}
