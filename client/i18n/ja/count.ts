import { countIn } from '../count.ts'

export const locale = 'ja-JP'
export const { number, upTo99 } = countIn(locale)
