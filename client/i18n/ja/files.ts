import type { Words } from '../words.ts'

export const files: Words['files'] = {
  attach: 'ファイルを添付',
  attached: '送信するファイル',
  tooMany: (most) =>
    `1 件のメッセージに付けられるファイルは ${most} 個までです。残りは追加していません。`,
  uploading: (name) => `${name} をアップロード中`,
  remove: (name) => `${name} を取り除く`,
  retry: (name) => `${name} をもう一度アップロード`,
  broke: 'アップロードが途切れました。',
  alt: '何が写っていますか？',
  altOf: (name) => `${name} の説明`,
  download: 'ダウンロード',
  previous: '前の画像',
  next: '次の画像',
}
