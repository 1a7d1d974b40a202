/** Floor of the reader's paths: Express 5 as it comes, answering what Groundswell answered, from memory. */
import { readFileSync } from 'node:fs';
import express from 'express';
import { z } from 'zod';
import { environment } from './environment.ts';

const Constants = z.object({
  json: z.record(z.string(), z.unknown()),
  text: z.record(z.string(), z.string()),
});
const { json, text } = Constants.parse(JSON.parse(readFileSync(environment('CONSTANTS_FILE'), 'utf8')));

const app = express();
for (const [path, value] of Object.entries(json))
  app.get(path, (_request, response) => void response.json(value));
for (const [path, value] of Object.entries(text))
  app.get(path, (_request, response) => void response.send(value));
app.get('/healthz', (_request, response) => void response.send('ready'));
app.listen(Number(environment('PORT')), '127.0.0.1');
