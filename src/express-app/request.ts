import { type External, external, type Value } from './values.ts';

/** What a handler is called with when a request is followed through the app. */
export const REQUEST = external('*request');
export const RESPONSE = external('*response');
export const NEXT = external('*next');

/** Whether a value is the request, or came with it. */
export function isOfRequest(value: Value): value is External {
  return value.kind === 'external' && value.package === REQUEST.package;
}

/** Whether a value is the request itself, or its session. */
export function isRequest(value: Value): boolean {
  return isOfRequest(value) && value.path === '';
}

export function isSession(value: Value): boolean {
  return isOfRequest(value) && value.path === '.session';
}
