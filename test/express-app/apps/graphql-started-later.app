A server of another package is given the app, once it has started.
--- package.json
{ "type": "module", "scripts": { "start": "node index.js" } }
--- index.js
import { ApolloServer } from 'apollo-server-express';
import express from 'express';
import { schema } from './schema.js';

async function main() {
  const app = express();
  const server = new ApolloServer({ schema });
  await server.start();
  server.applyMiddleware({ app, path: '/graphql' });
  app.listen(4000);
}

main();
--- schema.js
export const schema = 'type Query { hello: String }';
+++ index.js
import { ApolloServer } from 'apollo-server-express';
import express from 'express';
import { schema } from './schema.js';
import { createSessionMiddleware } from './src/session/index.mjs';

async function main() {
  const app = express();
  const server = new ApolloServer({ schema });
  await server.start();
  app.use(createSessionMiddleware());
  server.applyMiddleware({ app, path: '/graphql' });
  app.listen(4000);
}

main();
