import type { FaultBody } from '../../shared/errors.ts'
import type { Words } from './words.ts'
import { useWords } from './words.ts'

/** What a fault is called in a language: by its code and field, by its code, else as the server said it. */
export const faultText = ({ faults }: Words, fault: FaultBody): string =>
  (faults[`${fault.code} ${fault.field}`] ?? faults[fault.code])?.(fault) ?? fault.message

export const useFaultText = (): ((fault: FaultBody) => string) => {
  const words = useWords()
  return (fault) => faultText(words, fault)
}
