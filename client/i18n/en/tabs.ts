export const tabs = {
  nav: 'Main',
  home: 'Home',
  you: 'You',
}
