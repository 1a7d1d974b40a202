import pino from 'pino';

/**
 * The one logger. What may be logged is on this list; a message is a constant of the code. So no person, no address
 * and no value that somebody sent can reach a log, whatever goes wrong.
 */
export type LogFields = Partial<{
  address: string;
  attempt: number;
  code: string;
  count: number;
  event: string;
  eventType: string;
  job: string;
  kind: string;
  method: string;
  milliseconds: number;
  requestId: string;
  route: string;
  signal: string;
  status: number;
}>;

const ALLOWED = new Set([
  'address',
  'attempt',
  'code',
  'count',
  'event',
  'eventType',
  'job',
  'kind',
  'method',
  'milliseconds',
  'requestId',
  'route',
  'signal',
  'status',
] satisfies (keyof LogFields)[] as readonly string[]);

type Write = (message: string, fields?: LogFields) => void;
export type Log = { debug: Write; info: Write; warn: Write; error: Write };

export type LogSink = { write(line: string): void };

/** @param sink where the JSON lines go; standard output unless given */
export function createLog(level: string, sink?: LogSink): Log {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  const logger = sink ? pino(options, sink) : pino(options);
  return {
    debug: (message, fields) => logger.debug(onlyAllowed(fields), message),
    info: (message, fields) => logger.info(onlyAllowed(fields), message),
    warn: (message, fields) => logger.warn(onlyAllowed(fields), message),
    error: (message, fields) => logger.error(onlyAllowed(fields), message),
  };
}

/** The type says what may pass; this holds where the type was got round, for instance by a wider object. */
function onlyAllowed(fields: LogFields = {}): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => ALLOWED.has(name)));
}

/**
 * A word for an error that names nobody: its SQLSTATE or system code, else the name of its class. Messages are never
 * used: Postgres, drizzle, Stripe and body-parser all put values into them.
 */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if (error.cause instanceof Error) return errorCode(error.cause);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return /^[A-Za-z0-9_-]{1,40}$/.test(code) ? code : error.constructor.name;
}
