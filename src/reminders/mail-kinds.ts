/** By these names the outbox knows our two kinds of mail. */
export const REMINDER_MAIL = 'reminder';
export const CONFIRMATION_MAIL = 'reminder-confirmation';
