import { createTransport } from 'nodemailer';
import { SECOND } from '../time.ts';

/** Whether a mail server answers and takes our credentials. Nothing is sent. */
export async function canSendMail(smtpUrl: string): Promise<boolean> {
  const transport = createTransport({
    url: smtpUrl,
    connectionTimeout: 5 * SECOND,
    greetingTimeout: 5 * SECOND,
  });
  try {
    return await transport.verify();
  } catch {
    return false;
  } finally {
    transport.close();
  }
}
