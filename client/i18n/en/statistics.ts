export const statistics = {
  title: 'Statistics',
  lead: (days: number) => `The last ${days} days, by UTC days.`,
  day: 'Day',
  messages: 'Messages',
  people: 'Active people',
  botAnswers: 'Bot answers',
  perDay: 'Messages per day',
  table: 'Day by day',
}
