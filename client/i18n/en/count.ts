import { countIn } from '../count.ts'

export const locale = 'en-US'
export const { many, upTo99 } = countIn(locale)
