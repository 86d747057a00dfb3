import type { Project } from './project.ts';
import { folderOf } from './resolve.ts';
import type { Source } from './source.ts';
import type { NewFiles } from './verdict.ts';

const HOMES = /^(src|server|backend|lib|app)$/;

/** Where the new files go: beside the code that uses them, in a folder that is not there yet. */
export function newFilesFor(edited: Source, sources: Iterable<Source>, project: Project): NewFiles {
  const [top = ''] = folderOf(edited.path).split('/');
  // A folder of routes, for one, may be read as a whole; TypeScript has what it compiles in one folder.
  const isHome = edited.isTypeScript ? top !== '' : HOMES.test(top);
  const root = isHome ? top : 'src';
  const taken = (folder: string) =>
    [...project.texts.keys()].some((path) => path.startsWith(`${folder}/`));
  const names = ['session', 'mongo-session', 'mongodb-session', 'session-in-mongodb'];
  const name = names.find((one) => !taken(`${root}/${one}`)) ?? 'create-mongo-session-app';
  const folder = `${root}/${name}`;
  const language = edited.isTypeScript ? 'typescript' : 'javascript';
  const index = `${folder}/index.${edited.isTypeScript ? 'ts' : 'mjs'}`;
  return { folder, index, language, ending: endingOf(edited, sources, project) };
}

/** How a TypeScript file names another: as the ones that are there do. */
function endingOf(edited: Source, sources: Iterable<Source>, project: Project): NewFiles['ending'] {
  for (const source of [edited, ...sources]) {
    for (const node of source.program.body) {
      if (node.type !== 'ImportDeclaration' || !/^\.\.?\//.test(node.source.value)) continue;
      const [, ending] = /\.([cm]?[jt]s)$/.exec(node.source.value) ?? [];
      if (!source.isTypeScript) continue;
      return ending === 'js' ? '.js' : ending === 'ts' ? '.ts' : '';
    }
  }
  const isNode =
    /^node/.test(project.tsConfig?.module ?? '') ||
    /^node(16|next)$/.test(project.tsConfig?.moduleResolution ?? '');
  return isNode && project.typeOf(edited.path) === 'module' ? '.js' : '';
}

/** How `from` names the file that it takes the session from. */
export function specifierOf(files: NewFiles, from: string): string {
  const target =
    files.language === 'javascript' ? files.index : files.index.replace(/\.ts$/, files.ending);
  const up = folderOf(from).split('/').filter(Boolean);
  const down = target.split('/');
  while (up.length > 0 && up[0] === down[0]) {
    up.shift();
    down.shift();
  }
  const path = [...up.map(() => '..'), ...down].join('/');
  return path.startsWith('.') ? path : `./${path}`;
}
