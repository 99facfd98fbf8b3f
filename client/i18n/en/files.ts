export const files = {
  attach: 'Attach files',
  attached: 'Files to send',
  tooMany: (most: number) => `A message carries up to ${most} files. The others were left out.`,
  uploading: (name: string) => `Uploading ${name}`,
  remove: (name: string) => `Remove ${name}`,
  retry: (name: string) => `Upload ${name} again`,
  broke: 'The upload broke off.',
  alt: 'What does it show?',
  altOf: (name: string) => `Description of ${name}`,
  download: 'Download',
  previous: 'Previous picture',
  next: 'Next picture',
}
