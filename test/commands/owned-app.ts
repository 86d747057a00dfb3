import { join } from 'node:path';
import fs from 'fs-extra';
import type { Language } from '../bed/app.ts';

export type Template = 'minimal' | 'auth' | 'api';

/** An app in the hands of its owner. A path without an ending is one of its sources. */
export class OwnedApp {
  readonly directory: string;
  readonly template: Template;
  readonly language: Language;

  constructor(directory: string, template: Template, language: Language) {
    this.directory = directory;
    this.template = template;
    this.language = language;
  }

  path(name: string): string {
    const isSource = /^(src|test|scripts)\//.test(name) && !/\.(ts|js)$/.test(name);
    return isSource ? `${name}.${this.language === 'typescript' ? 'ts' : 'js'}` : name;
  }

  absolute(name: string): string {
    return join(this.directory, this.path(name));
  }

  has(name: string): boolean {
    return fs.existsSync(this.absolute(name));
  }

  read(name: string): string {
    return fs.readFileSync(this.absolute(name), 'utf8');
  }

  write(name: string, text: string) {
    fs.outputFileSync(this.absolute(name), text);
  }

  /** The paths of all sources. */
  sources(): string[] {
    const ending = this.path('src/x').slice('src/x'.length);
    const paths = fs.readdirSync(this.directory, { recursive: true, encoding: 'utf8' });
    const isSource = (path: string) => /^(src|test|scripts)\//.test(path) && path.endsWith(ending);
    return paths.filter(isSource);
  }

  edit(name: string, change: (text: string) => string) {
    const before = this.read(name);
    const after = change(before);
    if (after === before) throw new Error(`the edit changes nothing in ${this.path(name)}`);
    this.write(name, after);
  }

  replace(name: string, from: string | RegExp, to: string) {
    this.edit(name, (text) => text.replace(from, () => to));
  }

  append(name: string, text: string) {
    this.edit(name, (before) => before + text);
  }

  /** Puts lines above the first line that holds a text. */
  above(name: string, text: string, lines: string) {
    this.edit(name, (before) => {
      const at = before.indexOf(text);
      if (at === -1) throw new Error(`${this.path(name)} does not hold ${text}`);
      const start = before.lastIndexOf('\n', at) + 1;
      return before.slice(0, start) + lines + before.slice(start);
    });
  }

  move(from: string, to: string) {
    fs.moveSync(this.absolute(from), this.absolute(to));
  }

  remove(name: string) {
    if (!this.has(name)) throw new Error(`there is no ${this.path(name)}`);
    fs.removeSync(this.absolute(name));
  }
}
