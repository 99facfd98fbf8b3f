import { account } from './account.ts'
import { chat } from './chat.ts'
import { compose } from './compose.ts'
import { connection } from './connection.ts'
import { details } from './details.ts'
import { emoji } from './emoji.ts'
import { faults } from './faults.ts'
import { files } from './files.ts'
import { home } from './home.ts'
import { message } from './message.ts'
import { keys } from './keys.ts'
import { notifications } from './notifications.ts'
import { palette } from './palette.ts'
import { language } from './language.ts'
import { locale } from './count.ts'
import { people } from './people.ts'
import { presence } from './presence.ts'
import { problem } from './problem.ts'
import { mentions } from './mentions.ts'
import { quotes } from './quotes.ts'
import { status } from './status.ts'
import { sidebar } from './sidebar.ts'
import { tabs } from './tabs.ts'
import { workspace } from './workspace.ts'

/** English: the words of one part of the app a file. Another language is another folder of the same form. */
export const en = {
  locale,
  dir: 'ltr' as 'ltr' | 'rtl',
  skip: 'Skip to the conversation',
  menu: 'Menu',
  close: 'Close',
  account,
  home,
  sidebar,
  tabs,
  workspace,
  chat,
  message,
  palette,
  details,
  notifications,
  keys,
  compose,
  emoji,
  connection,
  faults,
  quotes,
  status,
  mentions,
  files,
  language,
  people,
  presence,
  problem,
}
