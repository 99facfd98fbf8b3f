/** A key as it is: keys are made by us, and whatever else arrives here is a mistake that must not become a path. */
export const checkKey = (key: string): string => {
  if (!/^(?:[\w-][\w.-]*\/)*[\w-][\w.-]*$/.test(key)) throw new Error('this is no key of a blob')
  return key
}
