import type { FunctionalComponent, VNode } from 'vue'
import { h, inject } from 'vue'
import { RouterLink } from 'vue-router'
import type { Person } from '../../shared/people.ts'
import CodeBlock from './CodeBlock.vue'
import { conversationKey } from './conversation.ts'
import Formula from './Formula.vue'
import { namesOf } from './names.ts'
import type { Element, Rich } from './rich-text.ts'
import { toRichText } from './rich-text.ts'

const emojiOnly = /^(?:\p{RGI_Emoji}\s*){1,3}$/v

/**
 * Shows a message's text. `names` are those of the people it mentions, `mine` the names that are the reader's own. In a conversation the
 * name of one of the `people` leads to her: its row opens her card, see MessageRow.vue.
 */
export const RichTextBody: FunctionalComponent<{
  body: string
  names: readonly string[]
  mine: readonly string[]
  people?: readonly Person[]
}> = ({ body, names, mine, people = [] }) => {
  const own = mine.map((name) => `@${name.toLowerCase()}`)
  const personUrl = inject(conversationKey, null)?.personUrl
  const called = (name: string) =>
    people.filter((person) => namesOf([person]).some((known) => `@${known.toLowerCase()}` === name))
  const show = (piece: Rich): VNode | string => {
    if (typeof piece === 'string') return piece
    const children = () => piece.children.map(show)
    switch (piece.tag) {
      case 'a':
        return piece.href?.startsWith('/')
          ? h(RouterLink, { to: piece.href }, children)
          : h(
              'a',
              { href: piece.href, target: '_blank', rel: 'noopener noreferrer nofollow' },
              children(),
            )
      case 'mention': {
        const said = wordsOf(piece).toLowerCase()
        const style = own.includes(said) ? 'mention mention-me' : 'mention'
        const [person, ...others] = called(said)
        // Who of several is meant is not said.
        return person && personUrl && others.length === 0
          ? h(
              'a',
              { class: style, href: personUrl(person.id), 'data-person': person.id },
              children(),
            )
          : h('span', { class: style }, children())
      }
      case 'br':
        return h('br')
      case 'ol':
        return h('ol', piece.start === undefined ? {} : { start: piece.start }, children())
      case 'li':
        return h('li', isTask(piece) ? { class: 'task' } : {}, children())
      case 'check':
        return h('span', { class: 'check', role: 'img', 'aria-label': piece.done ? '☑' : '☐' })
      case 'pre':
        return h(CodeBlock, { code: wordsOf(piece), language: piece.language })
      case 'math':
        return h(Formula, { source: wordsOf(piece), display: piece.display === true })
      case 'table':
        return h('div', { class: 'rich-table', tabindex: 0 }, [h('table', children())])
      case 'th':
      case 'td':
        return h(piece.tag, piece.align ? { class: `text-${piece.align}` } : {}, children())
      default:
        return h(piece.tag, children())
    }
  }
  const size = emojiOnly.test(body.trim()) ? 'rich text-emoji' : 'rich'
  return h('div', { class: size, dir: 'auto' }, toRichText(body, names).map(show))
}
RichTextBody.props = ['body', 'names', 'mine', 'people']

const wordsOf = ({ children }: Element): string =>
  children.map((piece) => (typeof piece === 'string' ? piece : wordsOf(piece))).join('')

/** A task's box stands in its item, or in the paragraph that the item begins with. */
const isTask = ({ children: [first] }: Element): boolean =>
  typeof first === 'object' && (first.tag === 'check' || (first.tag === 'p' && isTask(first)))
