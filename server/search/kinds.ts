import type { MessageKind } from '../../shared/search-query.ts'

const link = /https?:\/\/[^\s/]/iu
const code = /`[^`\n]+`|^```/mu
const picture = /!\[[^\]]*\]\(|https?:\/\/\S+\.(?:png|jpe?g|gif|webp|avif)\b/iu

/** What the text of a message has in it. */
export const kindsOfText = (body: string): MessageKind[] => [
  ...(link.test(body) ? (['link'] as const) : []),
  ...(code.test(body) ? (['code'] as const) : []),
  ...(picture.test(body) ? (['image'] as const) : []),
]
