import type { FaultCode } from '../../../shared/errors.ts'

export const problem = {
  nothing: 'このアドレスには何もありません。',
  noWorkspace:
    'そのようなワークスペースはないか、あなたは参加していません。メンバーに招待を頼んでください。',
  notFoundTab: '見つかりません',
  problemTab: '問題が起きました',
  tryAgain: 'もう一度試す',
  home: 'スタートページへ',
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
