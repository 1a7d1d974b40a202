import type { ObjectKind, Retrieved } from './retrieve-object.ts';

/**
 * What Stripe answered to something that we asked of it enters the books by the same door as its events: so a page can show
 * it at once, and the event that follows tells nothing new. @throws whatever says that the database is not there
 */
export type Heed = (answer: Retrieved & { kind: ObjectKind; id: string }) => Promise<void>;

/** Verbs that change something at Stripe take this beside the client. */
export type WithHeed = { heed: Heed };
