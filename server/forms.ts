import { Hono } from 'hono'
import type { Deps } from './deps.ts'
import { accountForms } from './forms/account.ts'
import { administrationForms } from './forms/administration.ts'
import { chatDetailsForms } from './forms/chat-details.ts'
import { chatForms } from './forms/chats.ts'
import { answering } from './forms/form.ts'
import { messageForms } from './forms/messages.ts'
import { searchForms } from './forms/searches.ts'
import { visitorForms } from './forms/visitors.ts'
import type { Pages } from './web.ts'

/** The forms that work without JavaScript. */
export const forms = (deps: Deps, pages: Pages): Hono => {
  const app = new Hono()
  const form = answering(app, deps, pages)
  visitorForms(form)
  accountForms(form, deps)
  administrationForms(form)
  chatForms(form)
  chatDetailsForms(form, deps.now)
  messageForms(form, deps)
  searchForms(form)
  return app
}
