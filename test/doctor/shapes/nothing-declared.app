A file that declares nothing, and a name with a question about its mode before it.
--- package.json
{ "scripts": { "start": "node app.js" }, "dependencies": { "express-session": "^1.17.1" } }
--- app.js
require("dotenv").config();
let express = require("express");
let app = express();

app.use(express.static("public"))
let session = require('express-session');
app.use(session({secret: "Hush, nobody knows"}));

if(process.env.PRODUCTION) {
	var protocol = "mongodb";
}
else {
	var protocol = "mongodb+srv";
}
const uri = `${protocol}://admin:${process.env.MONGO_PASSWORD}@example.net/tutor`;
require("mongodb").MongoClient.connect(uri);

app.use("/auth", require("./routes/auth.js"));
app.listen(3000);
--- routes/auth.js
let express = require("express");

router = express.Router();
router.post("/google", async (req, res) => {
	req.session.userId = (await verify(req.body.token)).sub;
	res.json(true);
});
router.get('/logout', function (req, res) {
    req.session.destroy();
    res.redirect("/");
});

async function verify(idToken) {
	const { OAuth2Client } = require('google-auth-library');
	return (await new OAuth2Client().verifyIdToken({ idToken })).getPayload();
}

module.exports = router;
=== memory-store app.js:7
=== weak-secret app.js:7
=== secret-in-source app.js:7
=== cookie-not-secure app.js:7
=== resave app.js:7
=== save-uninitialized app.js:7
=== logout-by-get routes/auth.js:8
=== cookie-name-default app.js:7
