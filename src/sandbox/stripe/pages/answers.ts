import type { Request, Response } from 'express';
import type { Html } from './layout.ts';

export async function sendPage(response: Response, status: number, page: Html): Promise<void> {
  const text = String(await page);
  response.status(status).type('html').send(text);
}

/** One field of a form that was sent, or nothing. */
export function field(request: Request, name: string): string {
  const body: unknown = request.body;
  const value = typeof body === 'object' && body !== null ? new Map(Object.entries(body)).get(name) : '';
  return typeof value === 'string' ? value : '';
}
