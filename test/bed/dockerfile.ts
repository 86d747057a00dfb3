import { readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { execa } from 'execa';
import fs from 'fs-extra';

/** What an image says of how it is run. */
export interface Image {
  /** Its root folder. */
  root: string;
  workingDirectory: string;
  env: Record<string, string>;
  user: string;
  port: number;
  /** In exec form: a shell in between would keep signals from the process. */
  command: string[];
  healthCheck: string[];
}

interface Stage extends Image {
  name: string;
}

/**
 * Takes the steps of a Dockerfile by hand, each stage in a folder below `folder` in place of a file system of its
 * own. The programs are those of this machine. It refuses what it does not know.
 *
 * @returns the last stage
 */
export async function buildByHand(
  dockerfile: string,
  { context, folder, env }: { context: string; folder: string; env: NodeJS.ProcessEnv },
): Promise<Image> {
  const stages: Stage[] = [];
  for (const [instruction, rest] of instructionsOf(dockerfile)) {
    if (instruction === 'FROM') stages.push(await startStage(rest, stages, folder));
    else await take(instruction, rest, { context, stages, env });
  }
  return lastOf(stages);
}

/** The files of an app that its `.dockerignore` lets through, copied to where a build may read them. */
export async function copyContext(app: string, target: string) {
  const lines = (await fs.readFile(join(app, '.dockerignore'), 'utf8')).split('\n');
  const patterns = lines.filter((line) => line !== '' && !line.startsWith('#')).map(toPattern);
  await fs.copy(app, target, {
    filter: (path) => !patterns.some((pattern) => pattern.test(relative(app, path))),
  });
}

/** A pattern is matched from the root of the context, and takes everything below with it. */
function toPattern(line: string): RegExp {
  if (/[!?[\]]|\*\*/.test(line)) throw new Error(`.dockerignore: ${line} is not known here`);
  const escaped = line.replace(/[.+^${}()|\\]/g, '\\$&').replaceAll('*', '[^/]*');
  return new RegExp(`^${escaped}(/|$)`);
}

function instructionsOf(text: string): [instruction: string, rest: string][] {
  const lines = text.split('\n').filter((line) => !line.startsWith('#'));
  const whole = lines.join('\n').replace(/\\\n\s*/g, '');
  return whole
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [, instruction = '', rest = ''] = /^([A-Z]+) +(.*)$/.exec(line) ?? [];
      return [instruction, rest];
    });
}

async function startStage(rest: string, stages: Stage[], folder: string): Promise<Stage> {
  const [, base = '', name = ''] = /^(\S+)(?: AS (\w+))?$/.exec(rest) ?? [];
  const root = join(folder, `${stages.length}-${name}`);
  const parent = stages.find((stage) => stage.name === base);
  if (!parent && !/^node:\d+-slim$/.test(base)) throw new Error(`FROM ${rest} is not known here`);
  await (parent ? fs.copy(parent.root, root) : fs.ensureDir(root));
  const nothing = { workingDirectory: '/', env: {}, user: 'root', port: 0 };
  return { ...nothing, command: [], healthCheck: [], ...parent, name, root };
}

interface Build {
  context: string;
  stages: Stage[];
  env: NodeJS.ProcessEnv;
}

async function take(instruction: string, rest: string, { context, stages, env }: Build) {
  const stage = lastOf(stages);
  const cwd = join(stage.root, stage.workingDirectory);
  if (instruction === 'WORKDIR') {
    stage.workingDirectory = rest;
    await fs.ensureDir(join(stage.root, rest));
  } else if (instruction === 'COPY') {
    const [, from, paths = ''] = /^(?:--from=(\S+) )?(.*)$/.exec(rest) ?? [];
    // A program out of another image: here it is that of this machine.
    if (from?.includes(':')) return;
    const source = from === undefined ? context : stages.find(({ name }) => name === from)?.root;
    if (source === undefined) throw new Error(`COPY ${rest}: there is no such stage`);
    await copyInto(cwd, source, paths.split(' '));
  } else if (instruction === 'RUN') {
    await execa('sh', ['-ec', rest], {
      cwd,
      env: { ...env, ...stage.env },
      extendEnv: false,
      all: true,
    });
  } else if (instruction === 'ENV') {
    const [name = '', value = ''] = rest.split('=');
    stage.env = { ...stage.env, [name]: value };
  } else if (instruction === 'USER') stage.user = rest;
  else if (instruction === 'EXPOSE') stage.port = Number(rest);
  else if (instruction === 'CMD') stage.command = JSON.parse(rest);
  else if (instruction === 'HEALTHCHECK') {
    stage.healthCheck = JSON.parse(/^(?:--[\w-]+=\w+ )*CMD (\[.*\])$/.exec(rest)?.[1] ?? '');
  } else throw new Error(`${instruction} is not known here`);
}

/** A folder is copied by what is in it; several sources go into a folder, which is written with a slash. */
async function copyInto(cwd: string, source: string, paths: string[]) {
  const target = paths.pop() ?? '';
  if (paths.length > 1 && !target.endsWith('/')) throw new Error(`COPY: ${target} is no folder`);
  for (const path of paths) {
    const isFile = (await fs.stat(join(source, path))).isFile();
    const name = isFile && target.endsWith('/') ? path : '';
    await fs.ensureDir(dirname(join(cwd, target, name)));
    await fs.copy(join(source, path), join(cwd, target, name));
  }
}

function lastOf(stages: Stage[]): Stage {
  const stage = stages.at(-1);
  if (!stage) throw new Error('a Dockerfile begins with FROM');
  return stage;
}

/** The names of what stands in a folder. */
export function namesIn(folder: string): string[] {
  return readdirSync(folder).sort();
}
