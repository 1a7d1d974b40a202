/**
 * In Stripe's place: answers the creation of a session at once, with a body that the sandbox made once and an id of its
 * own. `GET /count` says how many were asked for.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { environment } from './environment.ts';

const [before = '', ...rest] = readFileSync(environment('SESSION_FILE'), 'utf8').split('0000000');
let count = 0;

createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    response.setHeader('Content-Type', 'application/json');
    if (request.method === 'GET') response.end(JSON.stringify({ count }));
    else if (request.url === '/v1/checkout/sessions') {
      count += 1;
      response.end([before, ...rest].join(count.toString(16).padStart(7, '0')));
    } else {
      response.statusCode = 404;
      response.end('{}');
    }
  });
}).listen(Number(environment('PORT')), '127.0.0.1');
