import { defineNotice } from '../notice.ts';
import { LETTERS } from './words.ts';

/** Asked for with a tick before paying: true for good once it is paid, and sent once. */
export const thanks = defineNotice({
  read: async () => ({}),
  write: (_model, { locale }) => {
    const { thanks: words } = LETTERS[locale];
    return {
      subject: words.subject,
      blocks: [
        { kind: 'text', text: words.text },
        { kind: 'text', text: words.asked },
      ],
    };
  },
  samples: { thanks: {} },
});
