Handlers are properties of an object that a function makes, and another such object compares the password.
--- package.json
{ "scripts": { "start": "node server.js" }, "dependencies": { "express": "^4.18.2", "express-session": "^1.17.3" } }
--- server.js
"use strict";

const express = require("express");
const session = require("express-session");
const http = require("http");
const MongoClient = require("mongodb").MongoClient;
const { secret, url } = require("./config");
const app = express();

MongoClient.connect(url, (error, db) => {
    if (error) process.exit(1);
    app.use(express.urlencoded({ extended: false }));
    app.use(session({
        secret: secret,
        saveUninitialized: true,
        resave: true
        /*
        key: "id"
        */
    }));
    /*
    app.disable("x-powered-by");
    */
    app.use(express.static(`${__dirname}/assets`));
    require("./routes")(app, db);
    http.createServer(app).listen(4000);
});
--- config.js
module.exports = { secret: "the_key_of_the_sessions", url: "mongodb://localhost:27017/goat" };
--- routes.js
const SessionHandler = require("./session");

module.exports = (app, db) => {
    const handler = new SessionHandler(db);
    app.post("/login", handler.login);
    app.post("/signup", handler.signup);
    app.get("/logout", handler.logout);
    app.get("/", handler.isLoggedIn, (req, res) => res.send("hello"));
};
--- session.js
const UserDAO = require("./users").UserDAO;

function SessionHandler(db) {
    const users = new UserDAO(db);

    this.isLoggedIn = (req, res, next) => (req.session.userId ? next() : res.redirect("/login"));

    this.login = (req, res, next) => {
        const { userName, password } = req.body;
        users.validateLogin(userName, password, (error, user) => {
            if (error) return next(error);
            req.session.userId = user._id;
            return res.redirect("/");
        });
    };

    this.logout = (req, res) => {
        req.session.destroy(() => res.redirect("/"));
    };

    this.signup = (req, res) => {
        users.addUser(req.body.userName, (error, user) => {
            req.session.regenerate(() => {
                req.session.userId = user._id;
                res.redirect("/");
            });
        });
    };
}

module.exports = SessionHandler;
--- users.js
function UserDAO(db) {
    if (false === (this instanceof UserDAO)) {
        return new UserDAO(db);
    }
    const users = db.collection("users");

    this.addUser = (userName, callback) => {
        users.insert({ userName }, (error, made) => !error ? callback(null, made) : callback(error, null));
    };

    this.validateLogin = (userName, password, callback) => {
        const isSame = (stored, given) => {
            return stored === given;
        };
        users.findOne({ userName: userName }, (error, user) => {
            if (error) return callback(error, null);
            if (isSame(password, user.password)) callback(null, user);
            else callback(new Error("wrong"), null);
        });
    };
}

module.exports = { UserDAO };
=== memory-store server.js:13
=== weak-secret server.js:14
=== secret-in-source server.js:14
=== cookie-not-secure server.js:13
=== resave server.js:16
=== save-uninitialized server.js:15
=== login-keeps-id session.js:12
=== logout-by-get routes.js:7
=== cookie-name-default server.js:13
=== session-before-static server.js:24
