import type { RequestHandler } from 'express';

/** The sandbox takes no passwords and shows everything, so it answers only on the machine that it runs on. */
export const loopbackOnly: RequestHandler = (request, response, next) => {
  const address = request.socket.localAddress ?? '';
  if (/^(::ffff:)?127\.|^::1$/.test(address)) next();
  else response.sendStatus(403);
};
