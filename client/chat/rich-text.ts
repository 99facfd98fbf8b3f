import type { Token } from 'markdown-it'
import MarkdownIt from 'markdown-it'
import { findNames } from './find-names.ts'
import { mathRule } from './math-rule.ts'

/** A piece of a message: text, or one of the few elements that a message may have. */
export type Rich = string | Element
export interface Element {
  tag:
    | (typeof elements)[keyof typeof elements]
    | 'code'
    | 'pre'
    | 'br'
    | 'a'
    | 'mention'
    | 'math'
    | 'check'
  /** A link's address. */
  href?: string
  /** The number that an ordered list starts with. */
  start?: number
  /** The language of a block of code, as its writer calls it. */
  language?: string
  /** A formula on lines of its own. */
  display?: boolean
  /** A task that is done. */
  done?: boolean
  /** How the column of a table's cell is set. */
  align?: 'left' | 'center' | 'right'
  children: Rich[]
}

/** Other sites by http(s), mail, and this site's chats: nothing else becomes a link. */
const isSafe = (url: string) => /^(?:https?:\/\/[^\s]|mailto:[^\s]|\/w\/)/i.test(url)

const markdown = new MarkdownIt({ html: false, linkify: true, breaks: true, typographer: false })
  .disable(['image', 'heading', 'lheading', 'hr', 'reference', 'html_block', 'html_inline'])
  // Four spaces are how people align things, not how they quote code.
  .disable('code')
markdown.validateLink = isSafe
markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false })
markdown.inline.ruler.before('escape', 'math', mathRule)

const elements = {
  paragraph: 'p',
  strong: 'strong',
  em: 'em',
  s: 's',
  blockquote: 'blockquote',
  bullet_list: 'ul',
  ordered_list: 'ol',
  list_item: 'li',
  table: 'table',
  thead: 'thead',
  tbody: 'tbody',
  tr: 'tr',
  th: 'th',
  td: 'td',
} as const
const isElement = (name: string): name is keyof typeof elements => Object.hasOwn(elements, name)

/**
 * A message's text as pieces to show: a part of Markdown as GitHub reads it, formulas, and the names of the people it mentions. Built
 * from the parser's tokens by an allow-list, never through HTML: what is not known is shown as the text it is.
 * @param names the names by which mentioned people may be called
 */
export const toRichText = (body: string, names: readonly string[] = []): Rich[] =>
  build(markdown.parse(body.replace(/\r\n?/g, '\n'), {}), names)

const build = (tokens: readonly Token[], names: readonly string[]): Rich[] => {
  const root: Rich[] = []
  const open: Rich[][] = [root]
  const links: boolean[] = []
  const add = (...pieces: Rich[]) => {
    const children = open.at(-1) ?? root
    for (const piece of pieces) {
      const last = children.length - 1
      const before = children[last]
      if (piece === '') continue
      if (typeof piece === 'string' && typeof before === 'string') children[last] = before + piece
      else children.push(piece)
    }
  }
  const begin = (element: Element) => {
    add(element)
    open.push(element.children)
  }
  const end = () => void (open.length > 1 && open.pop())

  for (const [index, token] of tokens.entries()) {
    const name = token.type.replace(/_(open|close)$/, '')
    if (token.type === 'inline') {
      const task = tokens[index - 2]?.type === 'list_item_open' ? taskOf(token) : null
      if (task) add(task)
      add(...build(token.children ?? [], names))
    } else if (token.type === 'text')
      add(...(links.length > 0 ? [token.content] : findNames(token.content, names)))
    else if (token.hidden) continue
    else if (token.type === 'softbreak' || token.type === 'hardbreak')
      add({ tag: 'br', children: [] })
    else if (token.type === 'code_inline') add({ tag: 'code', children: [token.content] })
    else if (token.type === 'math')
      add({ tag: 'math', display: token.block, children: [token.content] })
    else if (token.type === 'fence' || token.type === 'code_block') add(codeBlock(token))
    else if (token.type === 'link_open') {
      const href = String(token.attrGet('href') ?? '')
      const safe = isSafe(href)
      links.push(safe)
      if (safe) begin({ tag: 'a', href, children: [] })
    } else if (token.type === 'link_close') {
      if (links.pop()) end()
    } else if (isElement(name) && token.nesting === 1) {
      begin({ tag: elements[name], ...detailsOf(name, token), children: [] })
    } else if (isElement(name) && token.nesting === -1) end()
    else add(token.content)
  }
  return root
}

const codeBlock = ({ content, info }: Token): Element => {
  const language = /^[\w+#.-]{1,30}/.exec(info.trim())?.[0].toLowerCase()
  const code: Element = { tag: 'code', children: [content.replace(/\n$/, '')] }
  return { tag: 'pre', ...(language ? { language } : {}), children: [code] }
}

const detailsOf = (name: keyof typeof elements, token: Token): Partial<Element> => {
  if (name === 'ordered_list') {
    const start = Number(token.attrGet('start') ?? 1)
    return start === 1 ? {} : { start }
  }
  const align = /^text-align:(left|center|right)$/.exec(String(token.attrGet('style') ?? ''))?.[1]
  return align === 'left' || align === 'center' || align === 'right' ? { align } : {}
}

/** The box that an item of a list begins with, `[ ] ` or `[x] `; it is taken out of the item's text. */
const taskOf = (inline: Token): Element | null => {
  const first = inline.children?.[0]
  const box = first?.type === 'text' ? /^\[([ xX])\] +/.exec(first.content) : null
  if (!first || !box) return null
  first.content = first.content.slice(box[0].length)
  return { tag: 'check', done: box[1] !== ' ', children: [] }
}
