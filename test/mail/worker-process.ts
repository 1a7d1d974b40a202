/** A worker in a process of its own, to be killed: it stands still where KILL_AT says, and says so on standard output. */
import { openContext } from '../../src/context.ts';
import { sendMails } from '../../src/platform/mail/send-mails.ts';
import { readSettings } from '../../src/platform/settings.ts';
import { letterKind } from './letters.ts';

const { KILL_AT } = process.env;
const { context } = openContext(readSettings());
const { compose, settle } = letterKind();

const standStill = async (where: string) => {
  if (KILL_AT !== where) return;
  process.stdout.write(`${where}\n`);
  await new Promise((resolve) => setTimeout(resolve, 2 ** 30));
};

await sendMails(context, {
  letter: {
    compose: async (...given) => {
      await standStill('compose');
      return compose(...given);
    },
    settle: async (...given) => {
      await settle(...given);
      await standStill('settle');
    },
  },
});
