/** What the new files export is of a package of this name. */
export const OURS = 'create-mongo-session-app';

/** The packages whose result is a server that answers with the app it is given. */
export const SERVERS: ReadonlySet<string> = new Set([
  'http',
  'https',
  'http2',
  'spdy',
  'node:http',
  'httpolyglot',
]);

/** Packages that wrap an app for a platform that calls it: as good as a server. */
export const PLATFORMS: ReadonlySet<string> = new Set([
  'serverless-http',
  '@vendia/serverless-express',
  '@codegenie/serverless-express',
  'aws-serverless-express',
  'firebase-functions',
]);

/** Packages that put a session on the request, and their stores. */
export const SESSION_PACKAGES: ReadonlySet<string> = new Set([
  'express-session',
  'cookie-session',
  'client-sessions',
  'iron-session',
  'express-session-mongo',
]);

/** Packages that load an `.env` file by a call. */
export const ENVIRONMENT_LOADERS: ReadonlySet<string> = new Set([
  'dotenv',
  'dotenv-safe',
  'dotenv-flow',
  '@dotenvx/dotenvx',
]);

/** Packages whose middleware needs `req.session`, or answers for it. */
export const SESSION_USERS: ReadonlySet<string> = new Set([
  'passport',
  'connect-flash',
  'express-flash',
  'express-flash-messages',
  'express-flash-message',
  'flash',
  'req-flash',
  'csurf',
  'csrf',
  'csrf-sync',
  'csrf-csrf',
  'tiny-csrf',
  'lusca',
  'grant',
  'grant-express',
  'keycloak-connect',
  'connect-ensure-login',
  'express-openid-connect',
  'express-visit-counter',
  'express-recaptcha',
  'svg-captcha-express',
]);

/** Packages whose middleware answers every request that gets to it. */
export const FRONT_ENDS: ReadonlySet<string> = new Set([
  'next',
  'nuxt',
  'vite',
  '@remix-run/express',
  '@react-router/express',
  '@sveltejs/kit',
  'astro',
  'http-proxy-middleware',
  'express-http-proxy',
  'adminjs',
  '@adminjs/express',
  'connect-history-api-fallback',
]);

/** Frameworks that make the Express app themselves. */
export const FRAMEWORKS: ReadonlyMap<string, string> = new Map([
  ['@nestjs/core', 'Nest'],
  ['@feathersjs/express', 'Feathers'],
  ['@loopback/rest', 'LoopBack'],
  ['loopback', 'LoopBack'],
  ['sails', 'Sails'],
  ['@keystone-6/core', 'Keystone'],
  ['routing-controllers', 'routing-controllers'],
  ['inversify-express-utils', 'inversify-express-utils'],
  ['@tsed/common', 'Ts.ED'],
  ['ultimate-express', 'ultimate-express'],
  ['hyper-express', 'HyperExpress'],
  ['restify', 'restify'],
  ['koa', 'Koa'],
  ['fastify', 'Fastify'],
  ['@hapi/hapi', 'hapi'],
  ['polka', 'Polka'],
]);
