import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, request } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fs from 'fs-extra';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from './folder.ts';

const CERTIFICATE = fileURLToPath(new URL('../fixtures/certificate/', import.meta.url));
const PRELOAD = fileURLToPath(new URL('host-preload.cjs', import.meta.url));

/** A host that answers over plain HTTP and over HTTPS, and keeps what it was asked. */
export interface Host {
  /** At ports of the system's choice, on this machine. */
  plain: string;
  secure: string;
  /** Every request so far, as `https GET /`. */
  asked(): string[];
  requests(): readonly IncomingMessage[];
  /** For a command that is to trust the certificate, and to find this host as shop.example at the usual ports. */
  env: Record<string, string>;
  /** The hosts and ports that such a command wanted to reach. */
  reached(): string[];
}

/** Starts such a host with what an app answers. It ends with the test. */
export async function startHost(listener: RequestListener): Promise<Host> {
  const requests: IncomingMessage[] = [];
  const asked: string[] = [];
  const keeping =
    (scheme: string): RequestListener =>
    (req, res) => {
      requests.push(req);
      asked.push(`${scheme} ${req.method} ${req.url}`);
      req.headers['x-forwarded-proto'] = scheme;
      listener(req, res);
    };
  const read = (name: string) => readFileSync(join(CERTIFICATE, name));
  const certificate = { key: read('key.pem'), cert: read('certificate.pem') };
  const servers = [
    createServer(keeping('http')),
    createSecureServer(certificate, keeping('https')),
  ] as const;
  const ports: number[] = [];
  for (const server of servers) {
    await once(server.listen(0, '127.0.0.1'), 'listening');
    ports.push((server.address() as AddressInfo).port);
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
  }
  const [plain, secure] = ports;
  const record = join(temporaryFolder(), 'reached');
  return {
    plain: `http://127.0.0.1:${plain}`,
    secure: `https://127.0.0.1:${secure}`,
    asked: () => asked,
    requests: () => requests,
    env: {
      NODE_EXTRA_CA_CERTS: join(CERTIFICATE, 'certificate.pem'),
      NODE_OPTIONS: `--require ${PRELOAD}`,
      HOST_PLACES: JSON.stringify({ 'shop.example:80': plain, 'shop.example:443': secure }),
      HOST_RECORD: record,
    },
    reached: () =>
      fs.existsSync(record) ? readFileSync(record, 'utf8').trimEnd().split('\n') : [],
  };
}

/** Hands each request on to an app, as the proxy in front of it does. */
export function inFrontOf(app: () => string): RequestListener {
  return (req, res) => {
    const { method, url: path, headers } = req;
    const onward = request(new URL(app()), { method, path, headers }, (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(res);
    });
    onward.on('error', () => res.writeHead(502).end());
    req.pipe(onward);
  };
}
