Nest makes the app itself.
--- package.json
{ "scripts": { "start": "node dist/main.js" }, "dependencies": { "@nestjs/core": "^10.0.0" } }
--- src/main.ts
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module';

async function bootstrap() {
  const app = await NestFactory.create(AppModule);
  await app.listen(3000);
}
bootstrap();
--- src/app.module.ts
export class AppModule {}
=== refused other-framework src/main.ts:1
