import type { Words } from '../words.ts'
import { number } from './count.ts'

export const faults: Words['faults'] = {
  'invalid_input email': () => '有効なメールアドレスを入力してください。',
  'invalid_input password': () => 'パスワードの長さが条件を満たしていません。',
  'invalid_input fullName': () => '氏名を入力してください。',
  'invalid_input workspaceName': () => 'ワークスペースに名前を付けてください。',
  'invalid_input name': () =>
    '名前には文字、数字、「-」「_」「.」だけが使えます。空白は使えません。',
  'invalid_input topic': () => 'トピックが長すぎるか、使えない文字が含まれています。',
  'invalid_input userIds': () => '選んだ人数が条件を満たしていません。',
  'unauthorized email': () => 'メールアドレスとパスワードが一致しません。',
  unauthorized: () => '続けるにはサインインしてください。',
  forbidden: () => 'この操作をする権限がありません。',
  'forbidden invite': () => 'アカウントは招待制です。メンバーに招待リンクを頼んでください。',
  'forbidden current': () => '現在のパスワードと一致しません。',
  'conflict email': () =>
    'このメールアドレスのアカウントはすでにあります。サインインしてください。',
  'conflict name': () => '同じ名前のチャンネルがあります。別の名前にしてください。',
  'conflict username': () => 'このユーザー名は使われています。別の名前にしてください。',
  'not_found token': () =>
    'この招待は使い切られたか、取り消されたか、期限切れです。新しい招待を頼んでください。',
  'too_large size': () => 'ファイルが大きすぎるか、ワークスペースの空き容量が足りません。',
  'not_found content': () =>
    'ページを閉じる前にアップロードが終わりませんでした。もう一度添付してください。',
  'not_found chatId': () => 'そのようなチャットはないか、あなたは参加していません。',
  'not_found messageId': () => 'そのメッセージはここにありません。',
  rate_limited: ({ retryAfter }) =>
    retryAfter && retryAfter > 60
      ? `試行回数が多すぎます。${number(Math.ceil(retryAfter / 60))} 分後にもう一度お試しください。`
      : '操作が速すぎます。少し待ってからお試しください。',
  unavailable: () => '現在利用できません。しばらくしてからお試しください。',
  internal: () => 'こちら側で問題が発生しました。しばらくしてからお試しください。',
}
