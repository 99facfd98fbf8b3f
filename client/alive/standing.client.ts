/** How notifications stand in this browser: `install` where only an app on the home screen may show any, as on iOS. */
export type Standing = 'on' | 'asks' | 'blocked' | 'install' | 'none'

export const standingHere = (): Standing => {
  if (!('Notification' in window))
    return /iPhone|iPad/.test(navigator.userAgent) ? 'install' : 'none'
  const { permission } = Notification
  return permission === 'granted' ? 'on' : permission === 'denied' ? 'blocked' : 'asks'
}

/** Shows a notification at once, as a real one looks. */
export const testNotification = (title: string, body: string): void => {
  const shown = new Notification(title, { body, icon: '/icons/192.png', tag: 'fechatter-test' })
  shown.onclick = () => shown.close()
}
