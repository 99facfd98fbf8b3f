import { Fault } from '../../../shared/errors.ts'
import type { Mail } from '../../ports.ts'

/** Without a mail server nothing is sent, and whoever asks can know it beforehand. */
export const noMail = (): Mail => ({
  configured: false,
  send: () => Promise.reject(new Fault('unavailable', 'No mail server is configured.')),
})
