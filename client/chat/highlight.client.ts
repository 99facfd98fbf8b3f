import hljs from 'highlight.js/lib/core'
import type { LanguageFn } from 'highlight.js'
import bash from 'highlight.js/lib/languages/bash'
import c from 'highlight.js/lib/languages/c'
import cpp from 'highlight.js/lib/languages/cpp'
import csharp from 'highlight.js/lib/languages/csharp'
import css from 'highlight.js/lib/languages/css'
import diff from 'highlight.js/lib/languages/diff'
import dockerfile from 'highlight.js/lib/languages/dockerfile'
import go from 'highlight.js/lib/languages/go'
import ini from 'highlight.js/lib/languages/ini'
import java from 'highlight.js/lib/languages/java'
import javascript from 'highlight.js/lib/languages/javascript'
import json from 'highlight.js/lib/languages/json'
import kotlin from 'highlight.js/lib/languages/kotlin'
import markdown from 'highlight.js/lib/languages/markdown'
import php from 'highlight.js/lib/languages/php'
import python from 'highlight.js/lib/languages/python'
import ruby from 'highlight.js/lib/languages/ruby'
import rust from 'highlight.js/lib/languages/rust'
import sql from 'highlight.js/lib/languages/sql'
import swift from 'highlight.js/lib/languages/swift'
import typescript from 'highlight.js/lib/languages/typescript'
import xml from 'highlight.js/lib/languages/xml'
import yaml from 'highlight.js/lib/languages/yaml'

/** The kinds of words that have a colour of their own. */
const scopes = {
  keyword: 'keyword',
  built_in: 'keyword',
  literal: 'literal',
  number: 'literal',
  string: 'string',
  regexp: 'string',
  addition: 'string',
  comment: 'comment',
  quote: 'comment',
  title: 'title',
  name: 'title',
  tag: 'title',
  section: 'title',
  type: 'title',
  attr: 'attribute',
  attribute: 'attribute',
  property: 'attribute',
  variable: 'attribute',
  meta: 'meta',
  deletion: 'deletion',
} as const

/** Code cut into pieces: plain text, or text of a kind. */
export type Scoped =
  string | { scope: (typeof scopes)[keyof typeof scopes]; children: readonly Scoped[] }
interface Node {
  scope?: string
  children?: (Node | string)[]
}

const languages: Record<string, LanguageFn> = {
  ...{ bash, c, cpp, csharp, css, diff, dockerfile, go, ini, java, javascript, json, kotlin },
  ...{ markdown, php, python, ruby, rust, sql, swift, typescript, xml, yaml },
}
for (const [name, grammar] of Object.entries(languages)) hljs.registerLanguage(name, grammar)
hljs.registerAliases('toml', { languageName: 'ini' })
hljs.registerAliases(['vue', 'svelte'], { languageName: 'xml' })

/** Cuts code of a language into kinds of words; `null` for a language that is not known here. The library's tree is read, not its HTML. */
export const highlight = (code: string, language: string): readonly Scoped[] | null => {
  if (!hljs.getLanguage(language)) return null
  const { _emitter } = hljs.highlight(code, { language, ignoreIllegals: true })
  return 'rootNode' in _emitter ? piecesOf(_emitter.rootNode as Node) : null
}

const piecesOf = ({ children = [] }: Node): Scoped[] =>
  children.flatMap((child): Scoped | Scoped[] => {
    if (typeof child === 'string') return child
    const name = child.scope?.split('.')[0] ?? ''
    const inside = piecesOf(child)
    return isScope(name) ? { scope: scopes[name], children: inside } : inside
  })

const isScope = (name: string): name is keyof typeof scopes => Object.hasOwn(scopes, name)
