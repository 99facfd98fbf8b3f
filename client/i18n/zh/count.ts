import { countIn } from '../count.ts'

export const locale = 'zh-CN'
export const { number, upTo99 } = countIn(locale)
