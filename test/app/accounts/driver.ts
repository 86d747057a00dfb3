import type { Answer } from '../../bed/visitor.ts';
import type { Client } from './client.ts';

/** A request that changes something. */
export interface Act {
  method: 'POST' | 'PUT' | 'DELETE';
  path: string;
  fields?: Record<string, unknown>;
}

/** A session as its user is shown it. */
export interface ListedSession {
  id: string;
  userAgent: string;
  current: boolean;
}

/** How a template is spoken to, so that what both of them promise is tested by one list. */
export interface Driver {
  acts: {
    register(email: string, password: string): Act;
    logIn(email: string, password: string): Act;
    logOut(): Act;
    changePassword(current: string, password: string): Act;
    revoke(id: string): Act;
    signInAgain(password: string): Act;
    deleteAccount(): Act;
    forgot(email: string): Act;
    reset(token: unknown, password: string): Act;
    askForConfirmation(): Act;
    confirm(token: unknown): Act;
    askForAddress(email: string): Act;
    changeAddress(token: unknown): Act;
  };
  /** The status of each act that was done. */
  done: Record<keyof Driver['acts'], number>;
  /** Routes that are read: one that asks for nothing but who is signed in, and one for signed-in users only. */
  home: string;
  signedInOnly: string;
  /** The answer to a visitor who is signed out and asks for the latter. */
  signedOutStatus: number;
  takenStatus: number;
  /** Where the link of a mail leads in this app; undefined where it leads to a front end. */
  linkPath(act: Act): string | undefined;
  errorType: string;
  /** The body of an act, with the token where it belongs. */
  encode(fields: object, token: string | undefined): { body?: unknown; headers: object };
  /** Undefined when nobody is signed in. */
  readToken(client: Client): Promise<string | undefined>;
  /** An answer without the tokens that stand where they belong. */
  withoutTokens(path: string, text: string): string;
  /** The address of the signed-in user, or undefined. */
  readAddress(answer: Answer): string | undefined;
  readSessions(client: Client): Promise<ListedSession[]>;
  revokeOthers(client: Client): Promise<void>;
  /** What an answer says about a field. */
  faultOf(answer: Answer, field: string): string | undefined;
}
