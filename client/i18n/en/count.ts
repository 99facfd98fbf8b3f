export const many = (n: number, one: string, more: string) => `${n} ${n === 1 ? one : more}`
export const upTo99 = (n: number) => (n > 99 ? '99+' : String(n))
