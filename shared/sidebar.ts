/** The sections of chats in the sidebar, from the top. */
export const sections = ['starred', 'channels', 'direct'] as const
export type Section = (typeof sections)[number]

/** How a browser shows the sidebar: how wide in pixels, which sections are folded, and which are sorted by what came last. */
export interface SidebarLook {
  width: number
  folded: Section[]
  recent: Section[]
}

export const sidebarCookie = 'fechatter_sidebar'
export const sidebarWidth = Object.freeze({ min: 216, default: 264, max: 360 })

export const clampWidth = (width: number): number =>
  Math.round(Math.min(sidebarWidth.max, Math.max(sidebarWidth.min, width)))

const listed = (text = ''): Section[] => {
  const said = text.split('.')
  return sections.filter((section) => said.includes(section))
}

/** Reads the cookie, e.g. `264_direct_starred.channels`; what is not understood is as at first. */
export const readSidebar = (cookie = ''): SidebarLook => {
  const [width, folded, recent] = cookie.split('_')
  return {
    width: clampWidth(Number(width) || sidebarWidth.default),
    folded: listed(folded),
    recent: listed(recent),
  }
}
export const writeSidebar = ({ width, folded, recent }: SidebarLook): string =>
  [width, folded.join('.'), recent.join('.')].join('_')
