import type { FaultCode } from '../../../shared/errors.ts'

export const problem = {
  nothing: 'このアドレスには何もありません。',
  noWorkspace:
    'そのようなワークスペースはないか、あなたは参加していません。メンバーに招待を頼んでください。',
  notFoundTab: '見つかりません',
  problemTab: '問題が起きました',
  tryAgain: 'もう一度試す',
  home: 'スタートページへ',
  /** Who can let somebody in. */
  help: {
    not_found: 'このアドレスを誰かに教わったのなら、その会話の参加者があなたを追加できます。',
    forbidden: 'ワークスペースのオーナーか管理者が許可できます。',
  } as Partial<Record<FaultCode, string>>,
  people: 'メンバーを見る',
  titles: {
    invalid_input: 'このアドレスは不完全です',
    unauthorized: '続けるにはサインインしてください',
    forbidden: '閲覧する権限がありません',
    not_found: 'ここには何もありません',
    conflict: '今はできません',
    too_large: '大きすぎます',
    rate_limited: '少し速すぎます',
    unavailable: 'Fechatter に接続できません',
    internal: '問題が発生しました',
  } satisfies Record<FaultCode, string>,
}
