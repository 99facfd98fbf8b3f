import type { SidebarLook } from '../../shared/sidebar.ts'
import { sidebarCookie, writeSidebar } from '../../shared/sidebar.ts'

const year = 365 * 24 * 60 * 60

export const keepSidebarLook = (look: SidebarLook): void => {
  document.cookie = `${sidebarCookie}=${writeSidebar(look)}; path=/; max-age=${year}; samesite=lax`
}
