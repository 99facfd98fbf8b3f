import type { CommonWords } from '../words.ts'
import { account } from './account.ts'
import { chat } from './chat.ts'
import { compose } from './compose.ts'
import { connection } from './connection.ts'
import { details } from './details.ts'
import { emoji } from './emoji.ts'
import { faults } from './faults.ts'
import { files } from './files.ts'
import { home } from './home.ts'
import { keys } from './keys.ts'
import { notifications } from './notifications.ts'
import { palette } from './palette.ts'
import { mentions } from './mentions.ts'
import { quotes } from './quotes.ts'
import { status } from './status.ts'
import { language } from './language.ts'
import { locale } from './count.ts'
import { message } from './message.ts'
import { people } from './people.ts'
import { presence } from './presence.ts'
import { problem } from './problem.ts'
import { sidebar } from './sidebar.ts'
import { tabs } from './tabs.ts'
import { workspace } from './workspace.ts'

export const zh: CommonWords = {
  locale,
  dir: 'ltr',
  skip: '跳到对话',
  menu: '菜单',
  close: '关闭',
  account,
  home,
  sidebar,
  tabs,
  workspace,
  chat,
  message,
  emoji,
  details,
  palette,
  notifications,
  keys,
  compose,
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
