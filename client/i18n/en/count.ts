import { countIn } from '../count.ts'

export const locale = 'en-US'
export const { many, number, upTo99 } = countIn(locale)
