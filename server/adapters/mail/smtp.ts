import { createTransport } from 'nodemailer'
import type { Mail } from '../../ports.ts'

const patienceMs = 10_000

/** Hands letters to an SMTP server. @param url such as `smtps://user:password@mail.example.org` */
export const smtpMail = ({ url, from }: { url: string; from: string }): Mail => {
  const transport = createTransport({
    url,
    connectionTimeout: patienceMs,
    greetingTimeout: patienceMs,
    socketTimeout: patienceMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    configured: true,
    send: async (letter) => {
      await transport.sendMail({ from, ...letter })
    },
  }
}
