/** Whether a write failed because a unique index has the value already (PostgreSQL's 23505). Drizzle keeps the driver's error as `cause`. */
export const isDuplicate = (error: unknown): boolean => {
  for (let at = error; at instanceof Error; at = at.cause)
    if ('code' in at && at.code === '23505') return true
  return false
}
