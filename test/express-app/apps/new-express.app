`new express()` makes an app as well, and double quotes are the style.
--- package.json
{ "scripts": { "start": "nodemon --ext js app" } }
--- app.js
const express = require("express");
const logger = require("morgan");
const app = new express();
app.set("view engine", "pug");
app.use(logger("dev"));
app.use(express.urlencoded({ extended: false }));
app.get("/", (req, res) => res.render("index"));
app.listen(3000);
+++ app.js
const express = require("express");
const logger = require("morgan");
const { createSessionMiddleware } = require("./src/session/index.mjs");
const app = new express();
app.set("view engine", "pug");
app.use(logger("dev"));
app.use(express.urlencoded({ extended: false }));
app.use(createSessionMiddleware());
app.get("/", (req, res) => res.render("index"));
app.listen(3000);
