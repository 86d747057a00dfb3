import type { Node } from '@babel/types';
import type { Scope } from './scope.ts';
import type { Follower } from './trace.ts';

interface Member {
  property: Node;
  computed: boolean;
}

/** The name of a member, where that is known. */
export function nameOf(node: Member, scope: Scope, follower: Follower): string | undefined {
  if (node.property.type === 'PrivateName') return `#${node.property.id.name}`;
  if (!node.computed && node.property.type === 'Identifier') return node.property.name;
  const key = follower.evaluate(node.property, scope);
  return key.kind === 'literal' ? String(key.value) : undefined;
}
