/**
 * What became of one try. `refused` is about this address or mail, and for good; `later` about this mail, and for now; `away`
 * about the server or our account at it, so that no other mail would fare better; `unknown`: handed over, and no answer.
 */
export type Outcome =
  | { kind: 'accepted' }
  /** `code`: a word for the log; it names nobody */
  | { kind: 'refused' | 'later' | 'away' | 'unknown'; code: string };

/** What nodemailer tells of a failure, in its `lib/smtp-connection`. */
export type SmtpFailure = {
  code?: string | undefined;
  /** the SMTP command that failed; `CONN` and `API` where it was none */
  command?: string | undefined;
  responseCode?: number | undefined;
  response?: string | undefined;
};

/** @param handedOver whether a byte of the mail itself had been sent: from then on it may have arrived */
export function judge(failure: SmtpFailure, handedOver: boolean): Outcome {
  const { code = 'unknown', command, responseCode, response = '' } = failure;
  const isAboutTheMail =
    command === 'RCPT TO' || (command === 'DATA' && (code === 'EMESSAGE' || !handedOver));
  if (responseCode === undefined || !isAboutTheMail) {
    if (handedOver) return { kind: 'unknown', code };
    const isOurs = code === 'EENVELOPE' || code === 'EMESSAGE' || code === 'ESTREAM';
    if (isOurs && responseCode === undefined) return { kind: 'later', code };
    return { kind: 'away', code: responseCode === undefined ? code : `smtp-${responseCode}` };
  }
  const word = `smtp-${responseCode}`;
  if (responseCode === 421) return { kind: 'away', code: word };
  const isFinal = command === 'RCPT TO' || code === 'EMESSAGE';
  return { kind: isFinal && isForGood(responseCode, response) ? 'refused' : 'later', code: word };
}

/** Replies of the 500s that mend without the reader's doing: a command out of order, our login, our encryption. */
const ABOUT_US = new Set([503, 530, 534, 535, 538]);
/**
 * Enhanced codes (RFC 3463) of policy and relaying (5.7), of the sender's address (5.1.7, 5.1.8), of a mailbox that is full
 * (5.2.2), of the system or the network (5.3, 5.4): they say nothing against the address.
 */
const NOT_THE_ADDRESS = /^5\d\d[ -]5\.(?:7\.|3\.|4\.|1\.[78]\b|2\.2\b)/;

function isForGood(responseCode: number, response: string): boolean {
  if (responseCode < 500 || responseCode > 599) return false;
  return !ABOUT_US.has(responseCode) && !NOT_THE_ADDRESS.test(response);
}
