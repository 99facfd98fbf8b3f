import type { LocationQuery } from 'vue-router'

/** The time from which an address goes back: `?before=`, else now. */
export const timeIn = ({ before }: LocationQuery): { before?: string } =>
  typeof before === 'string' && !Number.isNaN(Date.parse(before)) ? { before } : {}
