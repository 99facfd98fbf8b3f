import { computed } from 'vue'
import type { Section, SidebarLook } from '../../shared/sidebar.ts'
import { clampWidth } from '../../shared/sidebar.ts'
import { useAppState } from '../state.ts'
import { keepSidebarLook } from './sidebar-look.client.ts'

/** How this browser shows the sidebar. A change is kept in a cookie, so that the server paints it so. */
export const useSidebarLook = () => {
  const state = useAppState()
  const change = (part: Partial<SidebarLook>) => {
    state.sidebar = { ...state.sidebar, ...part }
    keepSidebarLook(state.sidebar)
  }
  return {
    look: computed(() => state.sidebar),
    resize: (width: number) => change({ width: clampWidth(width) }),
    toggle: (what: 'folded' | 'recent', section: Section) => {
      const before = state.sidebar[what]
      change({
        [what]: before.includes(section)
          ? before.filter((each) => each !== section)
          : [...before, section],
      })
    },
  }
}
