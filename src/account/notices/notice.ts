import type { WithCatalog } from '../../catalog/catalog.ts';
import type { Context } from '../../platform/context.ts';
import type { Database } from '../../platform/database.ts';
import type { Locale } from '../../platform/locale.ts';
import type { Block } from '../../platform/mail/letter.ts';
import type { WithStripe } from '../../stripe/client.ts';
import type { Notice } from './store.ts';

export type NoticeContext = Context & WithStripe & WithCatalog;

/** What a kind of notice says, without the end that all of them have. */
export type NoticeLetter = { subject: string; blocks: readonly Block[] };

/** What every letter is written with. */
export type Sheet = {
  locale: Locale;
  newsroom: string;
  /** the newsroom's own, in place of every subject */
  subject: string | undefined;
  /** where members look after themselves */
  accountUrl: string;
  /** the appeal */
  homeUrl: string;
  /** a day as it stands in a sentence, where the newsroom is */
  day(instant: Date): string;
};

/** `memberId`: whoever that member turned out to be. */
export type NoticeToWrite = Notice & { sheet: Sheet };

/**
 * Made when it goes out, from how things then stand.
 * @returns null where it is not true any more, or nothing the reader need know; a date, where it is not to go out before
 */
export type NoticeComposer = (
  context: NoticeContext,
  database: Database,
  notice: NoticeToWrite,
) => Promise<NoticeLetter | Date | null>;

export type NoticeDefinition = {
  compose: NoticeComposer;
  /** every way in which it can read, by name: what the previews show is written by what writes the mails */
  samples(sheet: Sheet): Record<string, NoticeLetter>;
};

/** What a kind of notice is made of. A file each, in `letters`; its words are in English and Russian. */
export type NoticeParts<Model> = {
  /** how things stand. @returns null, or a date, as a composer does */
  read(context: NoticeContext, database: Database, notice: NoticeToWrite): Promise<Model | Date | null>;
  /** pure: the same model is the same letter */
  write(model: Model, sheet: Sheet): NoticeLetter;
  samples: Readonly<Record<string, Model>>;
};

export function defineNotice<Model extends object>({
  read,
  write,
  samples,
}: NoticeParts<Model>): NoticeDefinition {
  return {
    compose: async (context, database, notice) => {
      const model = await read(context, database, notice);
      return model === null || model instanceof Date ? model : write(model, notice.sheet);
    },
    samples: (sheet) =>
      Object.fromEntries(Object.entries(samples).map(([name, model]) => [name, write(model, sheet)])),
  };
}
