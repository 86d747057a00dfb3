import type { Node } from '@babel/types';

interface Around {
  loop?: boolean;
  switch?: boolean;
}

/** Whether what follows a statement may not be reached: a branch of it returns, or leaves the loop. */
export function mayLeave(node: Node | null | undefined, around: Around = {}): boolean {
  const may = (one: Node | null | undefined) => mayLeave(one, around);
  switch (node?.type) {
    case 'ReturnStatement':
      return true;
    case 'BreakStatement':
      return Boolean(node.label) || !(around.loop || around.switch);
    case 'ContinueStatement':
      return Boolean(node.label) || !around.loop;
    case 'BlockStatement':
      return node.body.some(may);
    case 'IfStatement':
      return may(node.consequent) || may(node.alternate);
    case 'TryStatement':
      return may(node.block) || may(node.handler?.body) || may(node.finalizer);
    case 'LabeledStatement':
      return may(node.body);
    case 'ForStatement':
    case 'ForInStatement':
    case 'ForOfStatement':
    case 'WhileStatement':
    case 'DoWhileStatement':
      return mayLeave(node.body, { ...around, loop: true });
    case 'SwitchStatement':
      return node.cases.some(({ consequent }) =>
        consequent.some((one) => mayLeave(one, { ...around, switch: true })),
      );
    default:
      return false;
  }
}

/** Whether nothing after a statement is reached. What is thrown and not caught ends the whole app. */
export function leaves({ type }: Node): boolean {
  return /^(Return|Break|Continue|Throw)Statement$/.test(type);
}
