import type { Node } from '@babel/types';
import type { Located } from './nodes.ts';
import { Scope } from './scope.ts';
import { hoistVars } from './statements.ts';
import type { Timeline } from './timeline.ts';
import type { Activation, Follower, Occurrence } from './trace.ts';
import { type FunctionValue, UNDEFINED, UNKNOWN, type Value } from './values.ts';

const DEEPEST = 80;
const MOST_CALLS = 60_000;

/** The functions under way. A function that calls itself is followed twice, and what takes too long is cut. */
export class Calls {
  isCut = false;
  readonly #timeline: Timeline;
  readonly #running = new Map<Node, number>();
  #depth = 0;
  #count = 0;

  readonly #most: number;

  constructor(timeline: Timeline, most = MOST_CALLS) {
    this.#timeline = timeline;
    this.#most = most;
  }

  call(
    callee: FunctionValue,
    self: Value | undefined,
    args: readonly Value[],
    node: Located,
    scope: Scope,
    follower: Follower,
  ): Value {
    const { node: definition } = callee;
    const times = this.#running.get(definition) ?? 0;
    this.#count += 1;
    if (times > 1 || this.#depth > DEEPEST || this.#count > this.#most) {
      this.isCut ||= this.#count > this.#most;
      return UNKNOWN;
    }
    const activation: Activation = {
      returned: undefined,
      isAsync: definition.async === true,
      late: undefined,
    };
    const { file, frame: outer } = follower;
    const frame = { written: { file, node }, scope, outer };
    const inner = new Scope(callee.scope, true);
    if (definition.type !== 'ArrowFunctionExpression') inner.self = self ?? UNKNOWN;
    this.#running.set(definition, times + 1);
    this.#depth += 1;
    try {
      follower.within({ file: callee.file, frame, activation }, () => {
        bindParameters(callee, args, inner, follower);
        runBody(callee, inner, activation, follower);
      });
    } finally {
      this.#running.set(definition, times);
      this.#depth -= 1;
      activation.late?.back();
    }
    const { returned = UNDEFINED } = activation;
    return activation.isAsync ? this.#promise(returned, activation) : returned;
  }

  /** What an asynchronous function gives. What it returns is waited for. */
  #promise(returned: Value, { late }: Activation): Value {
    const events: Occurrence[] = late?.events ?? [];
    if (returned.kind !== 'promise') return this.#timeline.promise(returned, events);
    events.push(...(returned.late as Occurrence[]));
    returned.late = [];
    return this.#timeline.promise(returned.value, events);
  }
}

function runBody(
  { node: { body } }: FunctionValue,
  inner: Scope,
  activation: Activation,
  follower: Follower,
) {
  if (body.type !== 'BlockStatement') {
    activation.returned = follower.evaluate(body, inner);
    return;
  }
  hoistVars(body, inner, follower.conditions.length);
  follower.execute(body.body, inner);
}

/** Gives the parameters of a function what it is called with. */
function bindParameters(
  callee: FunctionValue,
  args: readonly Value[],
  inner: Scope,
  follower: Follower,
) {
  let index = 0;
  for (const param of callee.node.params) {
    if (param.type === 'Identifier' && param.name === 'this') continue;
    const isProperty = param.type === 'TSParameterProperty';
    const pattern = isProperty ? param.parameter : param;
    const isRest = pattern.type === 'RestElement';
    const value: Value = isRest
      ? { kind: 'array', items: args.slice(index), isOpen: false }
      : (args[index] ?? UNKNOWN);
    // A parameter that is not given is unknown, for who calls may be unknown: but a default is a value.
    const given =
      !isRest && args[index] === undefined && pattern.type === 'AssignmentPattern'
        ? UNDEFINED
        : value;
    follower.bind(isRest ? pattern.argument : pattern, given, inner, 'declare');
    if (isProperty) {
      const named = pattern.type === 'AssignmentPattern' ? pattern.left : pattern;
      if (named.type === 'Identifier' && inner.self)
        follower.setMember(inner.self, named.name, inner.read(named.name) ?? UNKNOWN);
    }
    index += 1;
  }
  if (
    callee.node.type === 'FunctionExpression' &&
    callee.node.id &&
    !inner.find(callee.node.id.name)
  )
    inner.declare(callee.node.id.name, callee);
}
