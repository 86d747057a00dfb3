A model's own method checks the password, and the session is saved before it is set.
--- package.json
{ "scripts": { "start": "node server.js" }, "dependencies": { "express": "^4.18.2", "express-session": "^1.17.3" } }
--- server.js
const path = require('path');
const express = require('express');
const session = require('express-session');
const sequelize = require('./config');
const SequelizeStore = require('connect-session-sequelize')(session.Store);

const app = express();
const sess = {
  secret: 'Super secret',
  cookie: {
    maxAge: 3600000
  },
  resave: false,
  saveUninitialized: true,
  store: new SequelizeStore({ db: sequelize })
};

app.use(session(sess));
app.use(express.json());
app.use(express.static(path.join(__dirname, 'public')));
app.use(require('./controllers'));

sequelize.sync({ force: false }).then(() => {
  app.listen(3001, () => console.log('Now listening'));
});
--- config.js
const Sequelize = require('sequelize');
module.exports = new Sequelize(process.env.DB_NAME, process.env.DB_USER, process.env.DB_PASSWORD, { dialect: 'mysql' });
--- models.js
const { Model, DataTypes } = require('sequelize');
const bcrypt = require('bcrypt');

class User extends Model {
  checkPassword(given) {
    return bcrypt.compareSync(given, this.password);
  }
}

User.init({ password: DataTypes.STRING }, { sequelize: require('./config') });
module.exports = { User };
--- controllers/index.js
const router = require('express').Router();
router.use('/api/users', require('./users'));
module.exports = router;
--- controllers/users.js
const router = require('express').Router();
const { User } = require('../models');

router.post('/login', async (req, res) => {
  try {
    const user = await User.findOne({ where: { username: req.body.username } });
    if (!user || !user.checkPassword(req.body.password)) {
      return res.status(400).json({ message: 'wrong' });
    }
    req.session.save(() => {
      req.session.user_id = user.id;
      req.session.logged_in = true;
      res.json({ user });
    });
  } catch (error) {
    res.status(400).json(error);
  }
});

router.post('/logout', (req, res) => {
  if (req.session.logged_in) {
    req.session.destroy(() => {
      res.status(204).end();
    });
  } else {
    res.status(404).end();
  }
});

module.exports = router;
=== weak-secret server.js:9
=== secret-in-source server.js:9
=== cookie-not-secure server.js:10
=== save-uninitialized server.js:14
=== login-keeps-id controllers/users.js:11
=== cookie-name-default server.js:18
=== session-before-static server.js:20
