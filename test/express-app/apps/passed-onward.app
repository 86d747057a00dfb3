Apollo is given the app.
--- package.json
{ "scripts": { "start": "node index.js" }, "dependencies": { "express": "^4.18.2" } }
--- index.js
const express = require('express');
const { ApolloServer, gql } = require('apollo-server-express');

async function start() {
  const server = new ApolloServer({ typeDefs: gql`type Query { hello: String }` });
  await server.start();
  const app = express();
  app.use(express.json());
  server.applyMiddleware({ app });
  app.listen({ port: 4000 });
}

start();
+++ index.js
const express = require('express');
const { ApolloServer, gql } = require('apollo-server-express');
const { createSessionMiddleware } = require('./src/session/index.mjs');

async function start() {
  const server = new ApolloServer({ typeDefs: gql`type Query { hello: String }` });
  await server.start();
  const app = express();
  app.use(express.json());
  app.use(createSessionMiddleware());
  server.applyMiddleware({ app });
  app.listen({ port: 4000 });
}

start();
