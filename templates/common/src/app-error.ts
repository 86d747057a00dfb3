interface Details {
  /** Seconds after which to try again. */
  retryAfter?: number;
  /** What is wrong with each field. */
  fields?: Readonly<Record<string, string>>;
  /** A name that a front end can go by, where the status does not say enough. */
  type?: string;
}

/** An error of this app: its words are for the visitor. Those of any other error never are. */
export class AppError extends Error {
  readonly status: number;
  readonly retryAfter: number | undefined;
  readonly fields: Readonly<Record<string, string>>;
  readonly type: string | undefined;

  constructor(status: number, message: string, { retryAfter, fields = {}, type }: Details = {}) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
    this.fields = fields;
    this.type = type;
  }
}

/** What Express, its parsers and its file server refuse, in words of our own: theirs may quote a password. */
const REFUSALS: Record<number, string> = {
  400: 'What was sent cannot be read.',
  403: 'This is not for you.',
  404: 'There is nothing here.',
  412: 'This has changed in the meantime.',
  413: 'This is more than is taken here.',
  415: 'This kind of content is not understood here.',
  416: 'There is no such part.',
};

/** What a visitor is told of an error: an SDK's error that says `status: 401`, for instance, is a 500 here. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const status = statusOfExpress(error);
  const refusal = status === undefined ? undefined : REFUSALS[status];
  if (status !== undefined && refusal) return new AppError(status, refusal);
  return new AppError(500, 'Something went wrong here. Try again later.');
}

interface HttpError {
  status: number;
  statusCode: number;
  expose: boolean;
}

/** Express and its parts make their errors with `http-errors`, its router also leaves a URIError as it is. */
function statusOfExpress(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  const { status, statusCode, expose } = error as Error & Partial<HttpError>;
  const isHttpError = typeof expose === 'boolean' && status === statusCode;
  return isHttpError || error instanceof URIError ? status : undefined;
}
