ES modules: functions set the app up, handlers stand in files of their own, and the store's own callback is there.
--- package.json
{ "type": "module", "main": "index.js", "scripts": { "start": "nodemon ./index.js" }, "dependencies": { "express-session": "^1.17.1", "connect-mongodb-session": "^3.1.1" } }
--- index.js
import express from 'express';
import { setUp } from './middleware/index.js';
import { addRoutes } from './routes/index.js';

const app = express();
setUp(app);
addRoutes(app);
app.listen(process.env.PORT || 3002);
--- middleware/index.js
import express from 'express';
import session from 'express-session';
import store from '../db/store.js';

export const setUp = (app) => {
  app.use(session({
    secret: process.env.SESSION_SECRET,
    resave: true,
    saveUninitialized: false,
    store: store
  }));
  app.use(express.urlencoded({ extended: true }));
  app.use(express.static('public'));
};
--- db/store.js
import session from 'express-session';
import mongo from 'connect-mongodb-session';
const Store = mongo(session);

const store = new Store({ uri: process.env.MONGODB_URI, collection: 'sessions' }, function (error) {
    if (error) { console.log(error); }
});

export default store;
--- routes/index.js
import { login } from '../handlers/login.js';
import logout from './logout.js';

export const addRoutes = (app) => {
  app.post('/login', login);
  app.use('/logout', logout);
  app.get('/', (req, res) => res.render('index', { user: req.session.user }));
};
--- routes/logout.js
import { Router } from 'express';
import { logout } from '../handlers/logout.js';

const router = Router();
router.get('/', logout);
export default router;
--- handlers/logout.js
import store from '../db/store.js';

export const logout = async (req, res) => {
    store.destroy(req.sessionID, (error) => {
        req.session.destroy(() => res.redirect('/'));
    });
};
--- handlers/login.js
import * as bcrypt from 'bcrypt';
import mongoose from 'mongoose';

const User = mongoose.model('User', new mongoose.Schema({ email: String, password: String }));

export const login = async (req, res) => {
    const { email, password } = req.body;
    try {
        const known = await User.findOne({ email });
        if (!known) return res.render('login', { error: 'unknown' });
        bcrypt.compare(password, known.password, (error, isSame) => {
            if (!isSame) return res.render('login', { error: 'wrong' });
            req.session.user = known;
            return res.redirect('/');
        });
    } catch (error) {
        res.status(400).json({ error });
    }
};
=== cookie-not-secure middleware/index.js:6
=== resave middleware/index.js:8
=== login-keeps-id handlers/login.js:13
=== logout-by-get routes/logout.js:5
=== user-in-session handlers/login.js:13
=== cookie-name-default middleware/index.js:6
=== session-before-static middleware/index.js:13
