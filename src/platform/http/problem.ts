import { z } from 'zod';

/**
 * Every error that we answer with, in one list: RFC 9457 `application/problem+json`, whose `type` resolves to a page
 * that explains it in these words.
 */
export const PROBLEMS = {
  'bad-request': {
    status: 400,
    title: 'The request cannot be read',
    explanation: 'The body is not valid JSON, or the address line holds a broken or repeated parameter.',
  },
  'signature-invalid': {
    status: 400,
    title: 'Signature invalid',
    explanation: 'The webhook signature is missing, wrong, or more than 300 seconds away from our clock.',
  },
  'invalid-event': {
    status: 400,
    title: 'Not a Stripe event',
    explanation: 'The body is signed, but it is not a Stripe event.',
  },
  'wrong-mode': {
    status: 400,
    title: 'Event of another mode',
    explanation: 'A test event reached a live server, or the other way round.',
  },
  unauthorized: {
    status: 401,
    title: 'Sign-in or token needed',
    explanation: 'Sign in, or send a valid token as "Authorization: Bearer …".',
  },
  forbidden: { status: 403, title: 'Not allowed', explanation: 'Your role does not include this.' },
  'origin-refused': {
    status: 403,
    title: 'Asked from another site',
    explanation: 'This request came from a page on a site that is not ours.',
  },
  'residence-restricted': {
    status: 403,
    title: 'We cannot take a gift or an address from there',
    explanation:
      'Where you live, giving to us or mail from us could put you in danger. Nothing about this request was kept.',
  },
  'not-found': {
    status: 404,
    title: 'Not found',
    explanation: 'There is nothing here, or it is not yours to see.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'Method not allowed',
    explanation: 'The Allow header lists the methods that this address takes.',
  },
  'membership-exists': {
    status: 409,
    title: 'You give regularly already',
    explanation:
      'You are signed in, and a membership of yours is under way: the list "memberships" has it. Change that one, give once beside it, or send the same with "alongside": true to have both.',
  },
  'request-in-flight': {
    status: 409,
    title: 'Still being worked on',
    explanation:
      'The first request with this Idempotency-Key, or another change of the same membership, is not finished yet. Ask again shortly.',
  },
  'change-not-possible': {
    status: 409,
    title: 'Not possible as the membership stands',
    explanation:
      'The list "errors" says what stands in the way: that the membership has ended, is to end or is paused, for instance. Nothing was changed.',
  },
  'change-refused': {
    status: 409,
    title: 'The payment service did not accept this change',
    explanation: 'The membership stays as it was, and nothing was charged.',
  },
  'link-gone': {
    status: 410,
    title: 'This link does not work any more',
    explanation: 'It has run out, or was not copied whole.',
  },
  'body-too-large': {
    status: 413,
    title: 'Too large',
    explanation: 'A body may have 16 KB, a webhook 1 MB.',
  },
  'media-type-unsupported': {
    status: 415,
    title: 'Wrong media type',
    explanation: 'Send the media type that the documentation names, in UTF-8, not compressed.',
  },
  'invalid-request': {
    status: 422,
    title: 'Some fields are not right',
    explanation: 'The list "errors" names each field and what is wrong with it.',
  },
  'idempotency-key-reused': {
    status: 422,
    title: 'Idempotency-Key used before',
    explanation: 'This Idempotency-Key came with another body before. Use a new key for a new request.',
  },
  'too-many-requests': {
    status: 429,
    title: 'Too many requests',
    explanation: 'Wait as many seconds as the Retry-After header says.',
  },
  'internal-error': {
    status: 500,
    title: 'Something went wrong',
    explanation: 'The fault is ours. It was recorded, without your data.',
  },
  'stripe-unavailable': {
    status: 503,
    title: 'The payment service cannot be reached',
    explanation: 'Nothing was charged. It is safe to repeat the request with the same Idempotency-Key.',
  },
  'temporarily-unavailable': {
    status: 503,
    title: 'Not available just now',
    explanation: 'Part of the service is down. It is safe to repeat the request shortly.',
  },
} as const satisfies Record<string, { status: number; title: string; explanation: string }>;

export type ProblemSlug = keyof typeof PROBLEMS;

export function isProblemSlug(slug: string): slug is ProblemSlug {
  return Object.hasOwn(PROBLEMS, slug);
}

/** A field that was refused: where (RFC 6901 pointer) and why (a code, never the value). */
export type FieldError = { pointer: string; code: string };

export type ProblemDetails = {
  errors?: FieldError[];
  headers?: Record<string, string>;
  /** what a program is told beside the usual members (RFC 9457, 3.2); its schema stands among the route's answers */
  extension?: Readonly<Record<string, unknown>>;
};

/** Thrown anywhere on the way of a request; the error handler turns it into the answer. */
export class Problem extends Error {
  readonly slug: ProblemSlug;
  readonly errors: FieldError[] | undefined;
  readonly headers: Record<string, string>;
  readonly extension: Readonly<Record<string, unknown>>;

  constructor(slug: ProblemSlug, details: ProblemDetails = {}) {
    super(slug);
    this.name = 'Problem';
    this.slug = slug;
    this.errors = details.errors;
    this.extension = details.extension ?? {};
    this.headers = details.headers ?? {};
  }

  get status(): number {
    return PROBLEMS[this.slug].status;
  }
}

/** A 422 for one field that a schema alone cannot judge. */
export function refuseField(pointer: string, code: string): Problem {
  return new Problem('invalid-request', { errors: [{ pointer, code }] });
}

export const ProblemDocument = z
  .object({
    type: z.string().meta({
      description: 'Resolves to a page that explains the problem',
      example: '/problems/invalid-request',
    }),
    title: z.string(),
    status: z.int(),
    instance: z.string().meta({ description: 'Random; to quote when asking for help' }),
    errors: z.array(z.object({ pointer: z.string(), code: z.string() })).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457' });

export function toDocument(
  problem: Problem,
  instance: string,
): z.infer<typeof ProblemDocument> & Record<string, unknown> {
  const { title, status } = PROBLEMS[problem.slug];
  return {
    ...problem.extension,
    type: `/problems/${problem.slug}`,
    title,
    status,
    instance: `urn:uuid:${instance}`,
    ...(problem.errors && { errors: problem.errors }),
  };
}

/** Whatever else stands where a name should may be a value that somebody put in the wrong place. */
const FIELD_NAME = /^\w{1,64}$/;

/** Zod's issues as pointers and codes; the value that was refused stays out of it. */
export function toFieldErrors(error: z.ZodError): FieldError[] {
  return error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        pointer: pointerOf(FIELD_NAME.test(key) ? [...issue.path, key] : issue.path),
        code: 'unknown-field',
      }));
    }
    return [{ pointer: pointerOf(issue.path), code: codeOf(issue) }];
  });
}

function codeOf(issue: z.core.$ZodIssue): string {
  if (/^[a-z]+(-[a-z]+)+$/.test(issue.message)) return issue.message;
  return issue.code.replaceAll('_', '-');
}

function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
