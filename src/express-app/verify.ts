import { appsOf } from './analyse.ts';
import { isBarrier } from './barrier.ts';
import { followFrom, type Trace } from './follow.ts';
import type { Parsed } from './imports.ts';
import type { AppModel, ExpressApp } from './model.ts';
import { childrenOf, type Located } from './nodes.ts';
import { OURS } from './packages.ts';
import type { Project } from './project.ts';
import { parseSource, type Source } from './source.ts';
import type { Splice } from './splice.ts';
import type { Occurrence } from './trace.ts';
import type { Value } from './values.ts';

/** An edit that may be right, and the project as it would be then. */
export interface Trial {
  source: Source;
  after: string;
  splices: readonly Splice[];
  project: Project;
  ours: string;
}

/** Why an edit must not be made, or undefined when nothing but our code is new in it. */
export function faultOfText({ source, after, splices, project }: Trial): string | undefined {
  let edited: Source;
  try {
    edited = parseSource(source.path, after, project.typeOf(source.path));
  } catch {
    return 'it would not parse';
  }
  const ranges = rangesIn(splices);
  const isOurs = ({ start, end }: { start: number; end: number }) =>
    ranges.some((range) => start >= range.start && end <= range.end);
  const isReplaced = ({ start, end }: { start: number; end: number }) =>
    splices.some((one) => one.start < one.end && start >= one.start && end <= one.end);
  const kept = wordsOf(source).filter((word) => !isReplaced(word));
  const found = wordsOf(edited).filter((word) => !isOurs(word));
  const same =
    kept.length === found.length && kept.every(({ word }, index) => word === found[index]?.word);
  if (!same) return 'more than our own code would be new';
  const isChain = splices.some(({ text }) => /^\s*\./.test(text));
  const shapes = [
    shapeOf(source.program as Located, isReplaced),
    shapeOf(edited.program as Located, isOurs),
  ];
  return isChain || shapes[0] === shapes[1]
    ? undefined
    : 'the code around it would mean something else';
}

/** The places of our text in the edited file. */
function rangesIn(splices: readonly Splice[]): { start: number; end: number }[] {
  let shift = 0;
  return splices
    .toSorted((a, b) => a.start - b.start)
    .map(({ start, end, text }) => {
      const range = { start: start + shift, end: start + shift + text.length };
      shift += text.length - (end - start);
      return range;
    });
}

function wordsOf({ text, tokens }: Source) {
  return tokens
    .filter(({ start, end }) => end > start)
    .map(({ start, end }) => ({ start, end, word: text.slice(start, end) }));
}

/** The kinds of all nodes that are not to be left out, in their order. */
function shapeOf(node: Located, isLeftOut: (node: Located) => boolean): string {
  // A statement of ours may end with a semicolon of theirs.
  const children = childrenOf(node);
  const isStatement = /^(ExpressionStatement|ImportDeclaration|VariableDeclaration)$/.test(
    node.type,
  );
  if (isStatement && children.length > 0 && children.every(isLeftOut)) return '';
  if (node.type !== 'Program' && isLeftOut(node)) return '';
  return `(${node.type}${children.map((child) => shapeOf(child, isLeftOut)).join('')})`;
}

/** Why the app would not have its sessions, or undefined when it would, before whatever needs them. */
export function faultOfMiddleware(
  trial: Trial,
  before: ExpressApp,
  trace: Trace,
  parsed: Parsed,
): string | undefined {
  const again = follow(trial, before.entry, parsed);
  const app = sameApp(before, again);
  if (!app) return 'the app would not be found again';
  const uses = again.occurrences.filter(isOurUse);
  const [use] = uses;
  if (!use || uses.length > 1) return 'it would be called more than once, or not at all';
  if (!('on' in use) || use.on !== app.on) return 'it would be used on another app';
  const needs = use.conditions;
  const barriers = app.steps.filter(isBarrier).map(({ occurrence }) => occurrence);
  const at = again.occurrences.indexOf(use);
  // Our own use is no barrier: a package of ours would be one by its name.
  const others = barriers.filter((one) => one !== use);
  if (others.some((one) => again.occurrences.indexOf(one) < at))
    return 'something that needs a session would come before it';
  if (!others.every(({ conditions }) => needs.every((one, index) => one === conditions[index])))
    return 'it would depend on a condition';
  const created = app.created.conditions.length;
  if (needs.slice(created).some((one) => one.endsWith(':loop'))) return 'it would run in a loop';
  if (others.length === 0 && needs.length > created) return 'it would depend on a condition';
  return sameEvents(trace, again, use);
}

/** Why their sessions would not have our store, or undefined when they would. */
export function faultOfStore(
  trial: Trial,
  before: ExpressApp,
  trace: Trace,
  parsed: Parsed,
): string | undefined {
  const again = follow(trial, before.entry, parsed);
  const sessions = again.occurrences.filter((one) => one.what === 'session');
  const stores = sessions.map((one) =>
    one.what === 'session' ? storeOf(one.call.args?.[0]) : undefined,
  );
  const isSet = stores.length > 0 && stores.every(isOurStore);
  return isSet ? sameEvents(trace, again) : 'the sessions would not get the store';
}

function storeOf(options: Value | undefined): Value | undefined {
  return options?.kind === 'object' ? options.properties.get('store') : undefined;
}

export function isOurStore(store: Value | undefined): boolean {
  return store?.kind === 'external' && store.package === OURS;
}

function follow({ project, source, after, ours }: Trial, entry: string, parsed: Parsed): Trace {
  const texts = new Map([...project.texts, [source.path, after], [ours, '']]);
  return followFrom(entry, { ...project, texts, ours }, new Map(parsed));
}

/** Of the apps there is the one that was created in the same order. */
function sameApp({ app, apps }: ExpressApp, again: Trace): AppModel | undefined {
  const found = appsOf(again);
  return found.length === apps.length ? found[apps.indexOf(app)] : undefined;
}

export function isOurUse(occurrence: Occurrence): boolean {
  if (occurrence.what !== 'called') return false;
  return occurrence.args.some((value) => value.kind === 'external' && value.package === OURS);
}

/** Everything else must happen as it did. */
function sameEvents(before: Trace, after: Trace, ours?: Occurrence): string | undefined {
  const words = ({ occurrences }: Trace) =>
    occurrences
      // What the replaced store read is read no longer.
      .filter((one) => one !== ours && one.what !== 'reads environment')
      .map((one) => `${one.what} ${'name' in one ? one.name : ''}`);
  const [old, now] = [words(before), words(after)];
  const isSame = old.length === now.length && old.every((word, index) => word === now[index]);
  return isSame ? undefined : 'the code would do other things than before';
}
