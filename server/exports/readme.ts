/** What the tables of an archive hold, in the words of its README. */
export const readme = `# A Fechatter export

\`manifest.json\` names every file with its SHA-256, its size and, for tables, its number of rows, and tells for each chat how far it was
read (\`lastSeq\`) and where retention begins in it (\`retainedFrom\`). Check an archive with
\`node scripts/verify-export.ts file.zip\`; it compares all of that with the content.

Tables are JSON Lines: one object a line, UTF-8. Times are ISO 8601 in UTC, ids are UUIDs.

| File | A row is |
|---|---|
| \`workspace.jsonl\` | the workspace: \`id, slug, name, botId, createdAt, retentionDays\` |
| \`people.jsonl\` | a member: \`id, name, username, email, title, isBot, role, status, joinedAt\` |
| \`person.jsonl\` | the person herself, without the password |
| \`workspaces.jsonl\` | a membership of the person: \`workspaceId, name, role, status, joinedAt\` |
| \`sessions.jsonl\` | a sign-in of the person: \`userAgent, createdAt, expiresAt\` |
| \`tokens.jsonl\` | an access token of the person, without the token: \`name, scope, hint, createdAt, expiresAt, lastUsedAt\` |
| \`drafts.jsonl\`, \`scheduled.jsonl\`, \`saved.jsonl\` | what the person has not sent, will send, and keeps |
| \`searches.jsonl\` | what the person searched for last, and the searches that she keeps: \`workspaceId, query, name, usedAt\` |
| \`chats.jsonl\` | a chat: \`id, workspaceId, kind, name, topic, createdBy, createdAt, archivedAt, lastSeq, …\` |
| \`members.jsonl\` | who is in a chat: \`chatId, userId, role, joinedAt\` |
| \`messages/<chat>.jsonl\` | a message, in the order of the chat: \`id, chatId, seq, senderId, body, createdAt, editedAt, deletedAt, notice, threadId, alsoToChannel, calls, mentions, reactions, pinned, files, edits\` |
| \`files.jsonl\` | a file that a message carries: \`id, ownerId, name, type, size, hash, alt, createdAt\`; its bytes are \`files/<hash>\` |
| \`audit.jsonl\` | an entry of the log of acts, with its hash |

\`seq\` rises in a chat and is not dense: edits and memberships take numbers too. A deleted message has an empty body.
`
