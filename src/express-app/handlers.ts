import type { Node } from '@babel/types';
import type { At, Handler } from './model.ts';
import { type Located, nodesIn, propertyName } from './nodes.ts';
import { FRONT_ENDS, SESSION_USERS } from './packages.ts';
import { type FunctionValue, optionsOf, type Value } from './values.ts';

export type Locate = (file: string, node: Node) => At;

/** What is known of a middleware, or of what a route calls. */
export function describeHandler(value: Value, locate: Locate): Handler {
  const options = optionsOf(value).map((one) => describeOne(one, locate));
  return {
    value,
    sessionUses: options.flatMap(({ sessionUses }) => sessionUses),
    needsSession: options.some(({ needsSession }) => needsSession),
    isLast: options.some(({ isLast }) => isLast),
    takesErrors: options.some(({ takesErrors }) => takesErrors),
  };
}

function describeOne(value: Value, locate: Locate): Handler {
  const nothing = {
    value,
    sessionUses: [],
    needsSession: false,
    isLast: false,
    takesErrors: false,
  };
  if (value.kind === 'external') {
    const isLast = FRONT_ENDS.has(value.package);
    return { ...nothing, isLast, needsSession: needsSession(value.package, value.path) };
  }
  if (value.kind !== 'function') return nothing;
  const takesErrors = value.node.params.length === 4;
  const request = nameOfParameter(value, takesErrors ? 1 : 0);
  const next = nameOfParameter(value, takesErrors ? 3 : 2);
  const isRest = value.node.params.some(({ type }) => type === 'RestElement');
  const uses = usesIn(value, request, new Set());
  return {
    value,
    sessionUses: uses.session.map(({ file, node }) => locate(file, node)),
    needsSession: uses.session.length > 0 || uses.isSignedIn,
    isLast: !takesErrors && !isRest && (next === undefined || !mentions(value.node.body, next)),
    takesErrors,
  };
}

/** Packages that nobody has heard of are judged by their names: too early is better than too late. */
function needsSession(name: string, path: string): boolean {
  if (SESSION_USERS.has(name)) return true;
  return (
    /session|passport|flash|csrf|xsrf|auth|login|keycloak/i.test(name) ||
    /router|routes|session/i.test(path)
  );
}

function nameOfParameter({ node }: FunctionValue, index: number): string | undefined {
  const parameters = node.params.filter(
    (one) => !(one.type === 'Identifier' && one.name === 'this'),
  );
  const parameter = parameters[index];
  return parameter?.type === 'Identifier' ? parameter.name : parameter && `*${parameter.type}`;
}

function mentions(body: Node, name: string): boolean {
  if (name.startsWith('*')) return true;
  for (const node of nodesIn(body))
    if (node.type === 'Identifier' && node.name === name) return true;
  return false;
}

interface Uses {
  session: { file: string; node: Located }[];
  isSignedIn: boolean;
}

/** What only a request with a session has. */
const SIGNED_IN =
  /^(user|isAuthenticated|isUnauthenticated|flash|login|logIn|logout|logOut|csrfToken|sessionID|sessionStore)$/;

function usesIn(value: FunctionValue, request: string | undefined, seen: Set<Node>): Uses {
  const uses: Uses = { session: [], isSignedIn: false };
  if (seen.has(value.node)) return uses;
  seen.add(value.node);
  const isRequest = (node: Node) =>
    node.type === 'Identifier' && (node.name === request || /^(req|request)$/.test(node.name));
  const see = (name: string | undefined, node: Located) => {
    if (name === 'session') uses.session.push({ file: value.file, node });
    else if (name && SIGNED_IN.test(name)) uses.isSignedIn = true;
  };
  const seePattern = (pattern: Node) => {
    if (pattern.type !== 'ObjectPattern') return;
    for (const one of pattern.properties)
      if (one.type === 'ObjectProperty') see(propertyName(one), one as Located);
  };
  const [first] = value.node.params;
  if (first) seePattern(first);
  for (const node of nodesIn(value.node.body)) {
    if (node.type === 'MemberExpression' || node.type === 'OptionalMemberExpression') {
      const { property } = node;
      const name =
        property.type === 'Identifier'
          ? property.name
          : property.type === 'StringLiteral'
            ? property.value
            : undefined;
      if (isRequest(withoutTypes(node.object))) see(name, node);
    }
    if (node.type === 'VariableDeclarator' && node.init && isRequest(withoutTypes(node.init)))
      seePattern(node.id);
    if (node.type !== 'CallExpression') continue;
    const helper =
      node.callee.type === 'Identifier' ? value.scope.read(node.callee.name) : undefined;
    if (helper?.kind === 'external' && needsSession(helper.package, helper.path))
      uses.isSignedIn = true;
    const at = node.arguments.findIndex((one) => isRequest(withoutTypes(one)));
    if (at === -1 || helper?.kind !== 'function') continue;
    const inner = usesIn(helper, nameOfParameter(helper, at), seen);
    uses.session.push(...inner.session);
    uses.isSignedIn ||= inner.isSignedIn;
  }
  return uses;
}

function withoutTypes(node: Node): Node {
  const isTyped = /^TS(As|Satisfies|NonNull)Expression$|^ParenthesizedExpression$/.test(node.type);
  return isTyped && 'expression' in node && typeof node.expression === 'object'
    ? withoutTypes(node.expression as Node)
    : node;
}
