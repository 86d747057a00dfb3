import { link, type Module, namespace, newModule } from './modules.ts';
import type { Located } from './nodes.ts';
import { ENVIRONMENT_LOADERS, OURS } from './packages.ts';
import type { Project } from './project.ts';
import { resolveImport } from './resolve.ts';
import type { Scope } from './scope.ts';
import { BrokenSource, parseSource, type Source } from './source.ts';
import type { Follower } from './trace.ts';
import { external, UNKNOWN, type Value } from './values.ts';

/** Texts that were parsed already, by path. */
export type Parsed = Map<string, { text: string; source: Source }>;

/** The modules that are reached, each of which runs once. */
export class Imports {
  /** The files that are reached, parsed. */
  readonly sources = new Map<string, Source>();
  readonly broken: BrokenSource[] = [];
  /** The packages that are reached, and where first. */
  readonly packages = new Map<string, { file: string; line: number }>();
  readonly #project: Project;
  readonly #parsed: Parsed;
  readonly #follower: Follower;
  readonly #modules = new Map<string, Module>();

  constructor(project: Project, parsed: Parsed, follower: Follower) {
    this.#project = project;
    this.#parsed = parsed;
    this.#follower = follower;
  }

  /** What a module that is named somewhere is. */
  named(specifier: string, node: Located, scope: Scope): Value {
    const resolved = resolveImport(
      specifier,
      this.#follower.file,
      this.#project.texts,
      this.#project.aliases,
    );
    if (resolved.kind === 'missing') return UNKNOWN;
    if (resolved.kind === 'package') {
      const isLoader =
        ENVIRONMENT_LOADERS.has(resolved.name) && /\/(config|auto|load)(\.js)?$/.test(specifier);
      if (isLoader)
        this.#follower.note({ what: 'loads environment', how: specifier, args: [] }, node, scope);
      const line = node.loc?.start.line ?? 1;
      if (!this.packages.has(resolved.name))
        this.packages.set(resolved.name, { file: this.#follower.file, line });
      return external(resolved.name);
    }
    if (resolved.path === this.#project.ours) return external(OURS);
    const module = this.module(resolved.path);
    return module ? namespace(module) : UNKNOWN;
  }

  /** Runs a file of the project, when it is reached first. Undefined: it does not parse. */
  module(path: string): Module | undefined {
    const known = this.#modules.get(path);
    if (known) return known;
    const source = this.#parse(path);
    if (!source) return undefined;
    const follower = this.#follower;
    const module = newModule(source);
    const exported = module.self.properties.get('exports');
    for (const own of [module.self, exported]) if (own) follower.madeHere(own);
    this.#modules.set(path, module);
    follower.within({ file: path, frame: undefined, activation: undefined }, () => {
      link(module, follower, (specifier, node) =>
        this.named(specifier, node as Located, module.scope),
      );
      follower.execute(source.program.body, module.scope);
    });
    return module;
  }

  #parse(path: string): Source | undefined {
    const text = this.#project.texts.get(path);
    if (text === undefined) return undefined;
    const known = this.#parsed.get(path);
    try {
      const source =
        known?.text === text ? known.source : parseSource(path, text, this.#project.typeOf(path));
      this.#parsed.set(path, { text, source });
      this.sources.set(path, source);
      return source;
    } catch (error) {
      if (!(error instanceof BrokenSource)) throw error;
      this.broken.push(error);
      return undefined;
    }
  }
}
