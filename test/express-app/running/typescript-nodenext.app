TypeScript for Node itself.
--- package.json
{
  "name": "their-app",
  "type": "module",
  "scripts": {
    "start": "node dist/main.js"
  },
  "dependencies": {
    "express": "^5.1.0"
  },
  "devDependencies": {
    "@types/express": "^5.0.0",
    "@types/node": "^22.0.0",
    "typescript": "^5.9.0"
  }
}
--- tsconfig.json
{
  "compilerOptions": {
    "target": "es2022",
    "module": "nodenext",
    "strict": true,
    "skipLibCheck": true,
    "rootDir": "src",
    "outDir": "dist"
  },
  "include": ["src"]
}
--- src/main.ts
import express, { type Request, type Response } from "express";
import { hello } from "./hello.js";

const app = express();

app.get("/hello", hello);
app.get("/count", (req: Request, res: Response) => {
  const { session } = req as unknown as { session?: { count?: number } };
  const count = session ? (session.count = (session.count ?? 0) + 1) : null;
  res.json({ count });
});

app.listen(process.env.PORT);
--- src/hello.ts
import type { Request, Response } from "express";

export function hello(_req: Request, res: Response) {
  res.send("hello");
}
