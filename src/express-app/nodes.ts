import type { Node } from '@babel/types';

/** A node of a parsed file, with where it stands in the text. */
export type Located = Node & { start: number; end: number };

export type FunctionNode = Extract<
  Node,
  {
    type:
      | 'FunctionDeclaration'
      | 'FunctionExpression'
      | 'ArrowFunctionExpression'
      | 'ObjectMethod'
      | 'ClassMethod'
      | 'ClassPrivateMethod';
  }
>;

export function isFunction(node: Node): node is FunctionNode {
  return /Function|Method$/.test(node.type) && 'params' in node && 'body' in node;
}

export function isNode(value: unknown): value is Located {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}

const NO_CHILDREN = new Set([
  'loc',
  'extra',
  'leadingComments',
  'innerComments',
  'trailingComments',
]);

/** The nodes right below one, in the order of the parser's keys. */
export function childrenOf(node: Node): Located[] {
  const children: Located[] = [];
  for (const key in node) {
    const child = NO_CHILDREN.has(key) ? undefined : node[key as keyof Node];
    if (typeof child !== 'object' || child === null) continue;
    if (!Array.isArray(child)) {
      if (isNode(child)) children.push(child);
      continue;
    }
    for (const one of child) if (isNode(one)) children.push(one);
  }
  return children;
}

/** A node and everything below it. */
export function* nodesIn(node: Node): Generator<Located> {
  const open = [node as Located];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    yield next;
    open.push(...childrenOf(next).reverse());
  }
}

/** The nodes that hold a node, outermost first, and the node itself. */
export function pathTo(root: Node, node: Located): Located[] {
  const path = [root as Located];
  for (let at = root as Located; at !== node; ) {
    const next = childrenOf(at).find(
      (child) => child === node || (child.start <= node.start && child.end >= node.end),
    );
    if (!next) return [];
    path.push(next);
    at = next;
  }
  return path;
}

/** The name of a property, where it is written out. */
export function propertyName(node: { key: Node; computed?: boolean | null }): string | undefined {
  const { key } = node;
  if (key.type === 'Identifier' && !node.computed) return key.name;
  if (key.type === 'StringLiteral') return key.value;
  if (key.type === 'NumericLiteral') return String(key.value);
  if (key.type === 'PrivateName') return `#${key.id.name}`;
  return undefined;
}
