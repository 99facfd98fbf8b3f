import type { Llm, Passage } from '../../ports.ts'
import { cut } from './cut.ts'

const quotes = 5
const quoteLength = 600

/**
 * The bot without a language model: it does not compose, it quotes the best matching messages, word for word and with links, and says
 * so first.
 */
export const offlineLlm = (): Llm => ({
  configured: false,
  async *answer({ passages }, signal) {
    const lines = passages.length === 0 ? nothing : [some, ...passages.slice(0, quotes).map(quote)]
    for (const line of lines)
      for (const piece of `${line}\n`.split(/(?<=\s)/)) {
        if (signal.aborted) return
        yield piece
      }
  },
})

const nothing = [
  'No language model is configured, so I can only search and quote. I found no message that matches. Try other words.',
]
const some =
  'No language model is configured, so I can only quote. These are the best matching messages:\n'

const quote = ({ label, author, at, text, url }: Passage): string => {
  const shown = text.length > quoteLength ? `${cut(text, quoteLength)}…` : text
  const day = at.toISOString().slice(0, 16).replace('T', ' ')
  // A label inside a quotation is the quoted person's, not a citation of ours.
  const escaped = shown.replace(/\[(?=\d)/g, '\\[')
  return `${escaped.replace(/^/gm, '> ')}\n\n— ${author}, ${day} UTC [[${label}]](${url})\n`
}
