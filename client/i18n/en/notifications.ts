export const notifications = {
  offer: 'Be told of mentions when you look elsewhere?',
  turnOn: 'Turn on',
}
