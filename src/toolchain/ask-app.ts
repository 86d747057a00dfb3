import http from 'node:http';
import https from 'node:https';

/** What an app has answered. */
export interface Answer {
  /** What was asked: `GET /`. */
  asked: string;
  url: URL;
  status: number;
  /** By lower-case names; of several lines of one name all. */
  headers: ReadonlyMap<string, readonly string[]>;
  /** Its first 64 KB. */
  body: string;
}

export interface Question {
  url: URL;
  method: 'GET' | 'HEAD' | 'OPTIONS';
  headers?: Readonly<Record<string, string>>;
}

/** Asks an app over HTTP: so many requests at the most, one host, and no redirect to another. */
export class AppAsker {
  readonly #userAgent: string;
  readonly #signal: AbortSignal;
  #left = MOST_REQUESTS;

  constructor(userAgent: string, signal: AbortSignal) {
    this.#userAgent = userAgent;
    this.#signal = signal;
  }

  /** @returns the code of the error where nothing answers, or no request is left */
  async ask({ url, method, headers = {} }: Question): Promise<Answer | string> {
    if (this.#left === 0) return 'too many requests';
    this.#left -= 1;
    const client = url.protocol === 'https:' ? https : http;
    return new Promise((resolve) => {
      const options = {
        method,
        headers: { 'user-agent': this.#userAgent, accept: 'text/html,*/*', ...headers },
        signal: this.#signal,
        timeout: LIMIT,
        agent: false,
      } as const;
      const request = client.request(url, options, (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        const done = () => {
          resolve({
            asked: `${method} ${url.pathname}`,
            url,
            status: response.statusCode ?? 0,
            headers: headersOf(response.rawHeaders),
            body: Buffer.concat(chunks).toString('utf8').slice(0, LARGEST),
          });
          request.destroy();
        };
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          size += chunk.length;
          if (size > LARGEST) done();
        });
        response.on('end', done);
        response.on('error', () => resolve('cut off'));
      });
      // A stream of events never ends.
      const limit = setTimeout(() => request.destroy(new Error('ETIMEDOUT')), LIMIT);
      request.on('timeout', () => request.destroy(new Error('ETIMEDOUT')));
      request.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
      request.on('close', () => clearTimeout(limit));
      request.end();
    });
  }

  /**
   * The same, and where it leads on this host, until an answer is the one that is looked for.
   *
   * @returns the last answer, or the code of the error
   */
  async follow(
    question: Question,
    isWanted: (answer: Answer) => boolean,
  ): Promise<Answer | string> {
    let answer = await this.ask(question);
    for (let hops = 0; hops < MOST_HOPS && typeof answer !== 'string'; hops += 1) {
      const next = isWanted(answer) ? undefined : nextOf(answer);
      if (!next) return answer;
      answer = await this.ask({ ...question, url: next });
    }
    return answer;
  }
}

const MOST_REQUESTS = 25;
const MOST_HOPS = 3;
/** Milliseconds. */
const LIMIT = 5_000;
const LARGEST = 64 * 1024;

/** Where a redirect leads, unless that is another host, or another protocol. */
function nextOf({ status, headers, url }: Answer): URL | undefined {
  const [location] = headers.get('location') ?? [];
  if (status < 300 || status > 399 || location === undefined) return undefined;
  const next = URL.canParse(location, url.href) ? new URL(location, url.href) : undefined;
  return next?.origin === url.origin ? next : undefined;
}

function headersOf(raw: readonly string[]): Map<string, string[]> {
  const headers = new Map<string, string[]>();
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = (raw[at] ?? '').toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), raw[at + 1] ?? '']);
  }
  return headers;
}
