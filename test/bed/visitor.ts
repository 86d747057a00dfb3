import { request } from 'node:http';

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The body as JSON; throws when it is none. */
  json(): Record<string, unknown>;
  /** How long the answer took, in milliseconds. */
  took: number;
}

export interface Visit {
  method?: string;
  /** A form when it is `URLSearchParams`; a text is sent as it stands, and anything else as JSON. */
  body?: unknown;
  headers?: Record<string, string>;
}

/** A browser's worth of HTTP: it keeps cookies, and waits for the end of every answer. */
export class Visitor {
  cookie = '';
  /** The cookie by which an app knows this browser again after a logout. */
  device = '';
  readonly #url: () => string;

  /** @param url asked for anew with each request, because a restarted app has another port */
  constructor(url: () => string) {
    this.#url = url;
  }

  get(path: string, visit: Visit = {}): Promise<Answer> {
    return this.request(path, visit);
  }

  post(path: string, body?: unknown, visit: Visit = {}): Promise<Answer> {
    return this.request(path, { method: 'POST', body, ...visit });
  }

  async request(path: string, { method = 'GET', body, headers = {} }: Visit): Promise<Answer> {
    // A test that has kept this process busy has not noticed yet which connections the app has closed meanwhile.
    await new Promise(setImmediate);
    const start = performance.now();
    const cookies = [this.cookie, this.device].filter(Boolean).join('; ');
    const isForm = body instanceof URLSearchParams;
    const response = await fetch(this.#url() + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(cookies && { cookie: cookies }),
        ...(body !== undefined && !isForm && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && {
        body: isForm || typeof body === 'string' ? body : JSON.stringify(body),
      }),
      signal: AbortSignal.timeout(30_000),
    });
    const text = await response.text();
    for (const cookie of response.headers.getSetCookie()) {
      if (/^[^=]*device=/.test(cookie)) this.device = cookie.split(';', 1)[0] ?? '';
      else
        this.cookie = /expires=Thu, 01 Jan 1970/i.test(cookie)
          ? ''
          : (cookie.split(';', 1)[0] ?? '');
    }
    const took = performance.now() - start;
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: () => JSON.parse(text),
      took,
    };
  }
}

/** Asks for a page under a name of its own choice for the host: `fetch` writes that header itself. */
export function askUnderName(host: string, url: string, visit: Visit = {}) {
  const { method = 'GET', body, headers = {} } = visit;
  const isForm = body instanceof URLSearchParams;
  const type = isForm ? 'application/x-www-form-urlencoded' : 'application/json';
  return new Promise<Pick<Answer, 'status' | 'text'>>((resolve, reject) => {
    const sent = request(url, { method, headers: { ...headers, host, 'content-type': type } });
    sent.on('error', reject).on('response', async (response) => {
      const text = (await response.setEncoding('utf8').toArray()).join('');
      resolve({ status: response.statusCode ?? 0, text });
    });
    sent.end(isForm ? String(body) : body && JSON.stringify(body));
  });
}
