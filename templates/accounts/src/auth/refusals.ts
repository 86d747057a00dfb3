import type { Request } from 'express';
import { AppError } from '../app-error.ts';
import { DatabaseUnavailable } from '../session/connection.ts';
import { SessionEnded } from '../session/store.ts';

/** A form or a body that was understood and cannot be accepted, with the reasons by field. */
export class Refused extends AppError {
  constructor(status: number, message: string, fields: Readonly<Record<string, string>> = {}) {
    super(status, message, { fields });
  }
}

/** An outage in the middle: what has been done by then is told as far as it is known. */
export class Unfinished extends AppError {
  constructor(status: number, message: string) {
    super(status, message, status === 503 ? { retryAfter: 5 } : {});
  }
}

/** Fields that are texts. Anything else, such as `{ "$ne": null }`, never comes near a query. */
export function readFields<Name extends string>(req: Request, ...names: Name[]) {
  const fields = names.map((name) => {
    const value: unknown = req.body?.[name];
    if (typeof value !== 'string') throw new Refused(400, `"${name}" must be a text.`);
    return [name, value] as const;
  });
  return Object.fromEntries(fields) as Record<Name, string>;
}

/** Turns an error of the database into one that says what is known to be done, or not to be. */
export function tell(known: string) {
  return (error: unknown) => {
    if (error instanceof SessionEnded) throw new Unfinished(401, known);
    if (error instanceof DatabaseUnavailable) throw new Unfinished(503, known);
    throw error;
  };
}
