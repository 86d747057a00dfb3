import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import fs from 'fs-extra';
import { APPLY_DIRECTORY, JOURNAL_FILE, STATE_DIRECTORY } from '../../src/project/layout.ts';
import { sample } from '../bed/sample.ts';
import { differences, readTree, type Tree, without } from '../bed/tree.ts';
import {
  changesSomething,
  doJobs,
  forEach,
  type Job,
  type JobResult,
  letTimePass,
} from './faults.ts';
import { APP, letOwnerWrite } from './place.ts';
import {
  createSmallApp,
  type Outcome,
  recoverSmallApp,
  regenerateSmallApp,
} from './small-apply.ts';

/** How many steps a run breaks of each scene, for each kind of fault. A kill costs a process of its own. */
const FAILURES = 16;
const KILLS = 8;

/** Where an app is created. */
export const STARTS = ['a new directory', "a directory with its owner's files"] as const;
/** Where one is regenerated. */
export const APP_START = 'an app that its owner has edited';
export type Start = (typeof STARTS)[number] | typeof APP_START;

/** A command, the calls that it makes, and places that all look the same in which it is given. */
export interface Scene {
  name: string;
  command: Job['command'];
  steps: string[];
  newPlace(name: string): string;
}

/** A place where something went wrong. */
export interface Broken {
  place: string;
  label: string;
}

/** The small app in one kind of directory: how that is before, and what an undisturbed run makes of it. */
export class Trial {
  readonly #script: string;
  readonly #folder: string;
  readonly #start: Start;
  #before: Tree = {};
  #complete: Tree = {};
  readonly work: Scene;

  /** @param script what `buildSmallApply` has returned */
  constructor(script: string, folder: string, start: Start) {
    this.#script = script;
    this.#folder = join(folder, start);
    this.#start = start;
    this.work = {
      name: start,
      command: start === APP_START ? 'regenerate' : 'create',
      steps: [],
      newPlace: (name) => this.#newPlace(name),
    };
  }

  async prepare() {
    if (this.#start === APP_START) await createEditedApp(join(this.#folder, ORIGINAL));
    const place = this.#newPlace('undisturbed');
    this.#before = readTree(place);
    this.work.steps = await this.#countSteps(this.work.command, place);
    this.#complete = readTree(place);
  }

  /** The clearing up after a run that was killed before a step. */
  async recoveryFrom(step: number): Promise<Scene> {
    const crashed = this.#newPlace(`crashed-at-${step}`);
    const { command } = this.work;
    await this.#run([{ command, place: crashed, kind: 'kill-before', at: step }]);
    letTimePass(join(crashed, APP));
    const newPlace = (name: string) => {
      const place = join(this.#folder, `crashed-at-${step}-${name}`);
      fs.copySync(crashed, place, { preserveTimestamps: true });
      return place;
    };
    const steps = await this.#countSteps('recover', newPlace('undisturbed'));
    return { name: `${this.#start}, cleared up from ${step}`, command: 'recover', steps, newPlace };
  }

  /** Lets steps fail, each in a place of its own, all in one process. */
  async failAtSteps(scene: Scene, kind: string): Promise<(Broken & Outcome)[]> {
    const { name, command, steps, newPlace } = scene;
    // A disk that is full from a step on that needs no room fails at the next one that does.
    const wanted = (step: string) => kind !== 'full' || changesSomething(step);
    const possible = [...steps.entries()].filter(([, step]) => wanted(step));
    const chosen = sample('steps that fail', possible, FAILURES, kind + name);
    const runs = chosen.map(([at]) => {
      return { command, place: newPlace(`${kind}-${at}`), kind, at };
    });
    const results = (await this.#run(runs)) ?? [];
    return runs.map(({ place, at }, index) => {
      const { steps: done, exitCode, message } = results[index] ?? NO_RESULT;
      const label = `${kind} at ${at} (${done[at]}), exit ${exitCode}`;
      return { place, label, exitCode, message };
    });
  }

  /** Kills processes at steps that are wanted, each in a place of its own. */
  async killAtSteps(
    { name, command, steps, newPlace }: Scene,
    kind: string,
    wanted: (step: string) => boolean,
    look: (killed: Broken) => Promise<void>,
  ) {
    const possible = [...steps.entries()].filter(([, step]) => wanted(step));
    const chosen = sample('steps with a kill', possible, KILLS, kind + name);
    await forEach(chosen, async ([at, step]) => {
      const label = `${kind} at ${at} (${step})`;
      const place = newPlace(`${kind}-${at}`);
      const survived = await this.#run([{ command, place, kind, at }]);
      if (survived) throw new Error(`${label}: nothing was killed`);
      await look({ place, label });
    });
  }

  /** What is neither as before nor, after exit 0, complete; then the clearing up may be left to the next run. */
  faultsOfOutcome(place: string, exitCode: number): string[] {
    const found = readTree(place);
    if (exitCode !== 0) return differences(found, this.#before);
    const workspace = `${APP}/${APPLY_DIRECTORY}`;
    return this.#faultsOfComplete(without(found, (path) => path.startsWith(workspace)));
  }

  /** Lets the next command that writes clear up. What is neither as before nor complete afterwards. */
  async faultsOfRecovery(place: string): Promise<string[]> {
    letTimePass(join(place, APP));
    const journalled = existsSync(join(place, APP, JOURNAL_FILE));
    const { exitCode, message } = await recoverSmallApp(join(place, APP));
    if (exitCode !== 0) return [`recovery is exit ${exitCode}: ${message}`];
    const found = readTree(place);
    if (this.#faultsOfComplete(found).length === 0) return [];
    return differences(journalled ? found : this.#withoutBareLevels(found), this.#before);
  }

  /** What is not complete after the next run. It is known to work where everything is as before. */
  async faultsOfNextRun(place: string): Promise<string[]> {
    if (differences(readTree(place), this.#before).length === 0) return [];
    const run = this.#start === APP_START ? regenerateSmallApp : createSmallApp;
    const { exitCode, message } = await run(join(place, APP));
    if (exitCode !== 0) return [`the next run is exit ${exitCode}: ${message}`];
    return this.#faultsOfComplete(readTree(place));
  }

  /** A directory whose last file went is removed in the end, and nothing but that may leave it there, empty. */
  #faultsOfComplete(found: Tree): string[] {
    const emptied = `${APP}/src/deep`;
    const isEmpty = !Object.keys(found).some((path) => path.startsWith(`${emptied}/`));
    const isLeft = isEmpty && this.#complete[emptied] === undefined;
    return differences(
      without(found, (path) => isLeft && path === emptied),
      this.#complete,
    );
  }

  #newPlace(name: string): string {
    const place = join(this.#folder, name);
    if (this.#start === APP_START) {
      fs.copySync(join(this.#folder, ORIGINAL), place, { preserveTimestamps: true });
      return place;
    }
    mkdirSync(place, { recursive: true });
    if (this.#start !== 'a new directory') letOwnerWrite(place);
    return place;
  }

  async #countSteps(command: Job['command'], place: string): Promise<string[]> {
    const [result] = (await this.#run([{ command, place, kind: '', at: -1 }])) ?? [];
    if (result?.exitCode === 0) return result.steps;
    throw new Error(`${command} fails even undisturbed: ${result?.message}`);
  }

  /** Returns undefined when SIGKILL has ended the process. */
  #run(runs: readonly Run[]) {
    const jobs = runs.map(({ place, ...run }) => {
      return { ...run, directory: join(place, APP), root: place };
    });
    return doJobs(this.#script, jobs);
  }

  /**
   * The journal lies in the app's directory: before it is there, and after it is gone, nothing tells who has made
   * that directory. A kill in between may leave it, empty; the next creation fills it.
   */
  #withoutBareLevels(tree: Tree): Tree {
    const levels = ['apps', APP, `${APP}/${STATE_DIRECTORY}`];
    const bare = levels.filter((level) => this.#before[level] === undefined);
    return without(tree, (path) => bare.includes(path));
  }
}

/** The place that all places with an app are copies of. */
const ORIGINAL = 'original';

async function createEditedApp(place: string) {
  const app = join(place, APP);
  const { exitCode, message } = await createSmallApp(app);
  if (exitCode !== 0) throw new Error(`there is no app to begin with: ${message}`);
  fs.writeFileSync(join(app, 'package.json'), '{ "name": "small", "own": true }\n');
  fs.appendFileSync(join(app, '.env'), '# mine\nAPI_KEY=mine\n');
  fs.writeFileSync(join(app, 'src/own.js'), 'export const mine = true;\n');
  fs.moveSync(join(app, 'src/words.js'), join(app, 'lib/own-words.js'));
  fs.appendFileSync(join(app, 'lib/own-words.js'), '// mine\n');
}

const NO_RESULT: JobResult = { exitCode: -1, message: 'no result', steps: [] };

type Run = Pick<Job, 'command' | 'kind' | 'at'> & { place: string };
