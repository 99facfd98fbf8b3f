import type { FunctionalComponent, VNode } from 'vue'
import { h } from 'vue'
import { RouterLink } from 'vue-router'
import type { Rich } from './rich-text.ts'
import { toRichText } from './rich-text.ts'

const emojiOnly = /^(?:\p{RGI_Emoji}\s*){1,3}$/v

/** Shows a message's text. `names` are those of the people it mentions, `mine` the names that are the reader's own. */
export const RichText: FunctionalComponent<{
  body: string
  names: readonly string[]
  mine: readonly string[]
}> = ({ body, names, mine }) => {
  const own = mine.map((name) => `@${name.toLowerCase()}`)
  const show = (piece: Rich): VNode | string => {
    if (typeof piece === 'string') return piece
    const children = piece.children.map(show)
    switch (piece.tag) {
      case 'a':
        return piece.href?.startsWith('/')
          ? h(RouterLink, { to: piece.href }, () => children)
          : h(
              'a',
              { href: piece.href, target: '_blank', rel: 'noopener noreferrer nofollow' },
              children,
            )
      case 'mention': {
        const [said] = piece.children
        const me = typeof said === 'string' && own.includes(said.toLowerCase())
        return h('span', { class: me ? 'mention mention-me' : 'mention' }, children)
      }
      case 'br':
        return h('br')
      case 'ol':
        return h('ol', piece.start === undefined ? {} : { start: piece.start }, children)
      case 'pre':
        return h('pre', { tabindex: 0 }, children)
      default:
        return h(piece.tag, children)
    }
  }
  const size = emojiOnly.test(body.trim()) ? 'rich text-emoji' : 'rich'
  return h('div', { class: size, dir: 'auto' }, toRichText(body, names).map(show))
}
RichText.props = ['body', 'names', 'mine']
