import express, { type Express, type Request, type Response } from 'express';
import type { CaughtMail, Mailbox } from './mailbox.ts';
import { framed, listPage, mailPage, missingPage } from './pages.ts';
import { STYLE } from './style.ts';

const PAGE_POLICY =
  "default-src 'none'; style-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/** A mail is somebody else's page: no script, no request to anywhere, an origin of its own. */
const MAIL_POLICY =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; frame-ancestors 'self'";

/** Pages to read the caught mail. Links start from where the app is mounted, with or without a slash at its end. */
export function createMailApp(mailbox: Mailbox): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use((_request, response, next) => {
    response.set({
      'Content-Security-Policy': PAGE_POLICY,
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
    });
    next();
  });

  app.get('/', async (request, response) => {
    response.type('html').send(await listPage(request.baseUrl, mailbox.messages()));
  });
  app.get('/mail.css', (_request, response) => {
    response.type('css').send(STYLE);
  });
  app.get('/:id', (request, response) =>
    answer(request, response, async (mail) => {
      response.type('html').send(await mailPage(request.baseUrl, mail));
    }),
  );
  app.get('/:id/html', (request, response) =>
    answer(request, response, (mail) => {
      response.set('Content-Security-Policy', MAIL_POLICY);
      response.type('html').send(framed(mail.html ?? ''));
    }),
  );
  app.get('/:id/raw', (request, response) =>
    answer(request, response, (mail) => {
      response.type('text/plain').send(mail.raw);
    }),
  );
  return app;

  async function answer(
    request: Request<{ id: string }>,
    response: Response,
    show: (mail: CaughtMail) => unknown,
  ): Promise<void> {
    const mail = mailbox.messages().find(({ id }) => String(id) === request.params.id);
    if (mail !== undefined) await show(mail);
    else
      response
        .status(404)
        .type('html')
        .send(await missingPage(request.baseUrl));
  }
}
