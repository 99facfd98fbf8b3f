import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { parseArgs } from 'node:util'
import type { AddressInfo } from 'node:net'

/** How the stand-in treats the next requests. Times are in ms. */
export type Behaviour =
  /** Streams the text, or an echo that cites the first passage. */
  | { kind: 'answer'; text?: string }
  /** Accepts the request and says nothing. */
  | { kind: 'stall' }
  /** Streams some words, then says nothing more. */
  | { kind: 'stall-midway' }
  /** Streams a word every so often, without end. */
  | { kind: 'drip'; everyMs: number }
  | { kind: 'refuse'; status: number; message?: string }
  /** Streams some words, then breaks the connection. */
  | { kind: 'cut' }
  /** Streams some words, then ends without saying that it is complete. */
  | { kind: 'unfinished' }
  /** One event of this many bytes. */
  | { kind: 'huge'; bytes: number }
  /** So many calls of tools that nobody offered. */
  | { kind: 'tool-calls'; count: number }
  | { kind: 'bad-json' }
  | { kind: 'silence' }

export interface LlmStub {
  /** The base URL to configure. */
  url: string
  behave: (behaviour: Behaviour) => void
  /** Everything that was sent as a prompt, one string for each request. */
  prompts: readonly string[]
  stop: () => Promise<void>
}

/**
 * A stand-in for a server that speaks OpenAI's streaming chat completions, which also misbehaves on demand. Another process steers it
 * with `PUT /behaviour` (JSON) and reads `GET /prompts`.
 */
export const startLlmStub = async ({ port = 0 }: { port?: number } = {}): Promise<LlmStub> => {
  let behaviour: Behaviour = { kind: 'answer' }
  const prompts: string[] = []
  const server = createServer((request, response) => {
    void (async () => {
      const body = await textOf(request)
      if (request.method === 'PUT' && request.url === '/behaviour') {
        behaviour = JSON.parse(body) as Behaviour
        response.end('{}')
      } else if (request.url === '/prompts') response.end(JSON.stringify(prompts))
      else if (request.method === 'POST' && request.url === '/v1/chat/completions') {
        prompts.push(promptOf(body))
        act(response, behaviour, body)
      } else refuse(response, 404, 'no such path')
    })()
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    behave: (next) => void (behaviour = next),
    prompts,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const textOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

interface Completion {
  messages: { role: string; content: string | { text?: string }[] }[]
}

const promptOf = (body: string): string =>
  (JSON.parse(body) as Completion).messages
    .map(({ role, content }) =>
      typeof content === 'string'
        ? `${role}: ${content}`
        : `${role}: ${content.map((part) => part.text ?? '').join('')}`,
    )
    .join('\n')

const act = (response: ServerResponse, behaviour: Behaviour, body: string): void => {
  if (behaviour.kind === 'refuse')
    return refuse(response, behaviour.status, behaviour.message ?? 'no')
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.flushHeaders()
  const say = (text: string) => response.write(frame({ delta: { content: text } }))
  const some = () => ['The ', 'answer ', 'is '].forEach(say)
  switch (behaviour.kind) {
    case 'answer':
      for (const word of (behaviour.text ?? echo(body)).split(/(?<=\s)/)) say(word)
      return finish(response, 'stop')
    case 'stall':
      return
    case 'stall-midway':
      return some()
    case 'drip': {
      const timer = setInterval(() => say('drip '), behaviour.everyMs)
      response.on('close', () => clearInterval(timer))
      return
    }
    case 'cut':
      some()
      // Once the words are out: a reset at once would take them back.
      return void response.write('', () => response.destroy())
    case 'unfinished':
      some()
      return void response.end()
    case 'huge':
      say('x'.repeat(behaviour.bytes))
      return finish(response, 'stop')
    case 'tool-calls':
      for (let index = 0; index < behaviour.count; index += 1)
        response.write(
          frame({
            delta: {
              tool_calls: [
                {
                  index,
                  id: `call-${index}`,
                  type: 'function',
                  function: { name: 'read_channel', arguments: '{"name":"secret"}' },
                },
              ],
            },
          }),
        )
      return finish(response, 'tool_calls')
    case 'bad-json':
      response.write('data: {"choices": [{"delta"\n\n')
      return finish(response, 'stop')
    case 'silence':
      return finish(response, 'stop')
  }
}

const frame = (choice: object) =>
  `data: ${JSON.stringify({
    id: 'completion',
    object: 'chat.completion.chunk',
    created: 0,
    model: 'stand-in',
    choices: [{ index: 0, finish_reason: null, ...choice }],
  })}\n\n`

const finish = (response: ServerResponse, reason: string): void => {
  response.write(frame({ delta: {}, finish_reason: reason }))
  response.end('data: [DONE]\n\n')
}

const refuse = (response: ServerResponse, status: number, message: string): void => {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ error: { message, type: 'stand-in', code: String(status) } }))
}

/** Repeats the first passage with its label, as an obedient model would. */
const echo = (body: string): string => {
  const { messages } = JSON.parse(body) as Completion
  const content = messages.at(-1)?.content
  const text =
    typeof content === 'string' ? content : (content ?? []).map((part) => part.text ?? '').join('')
  const { passages } = JSON.parse(text) as {
    passages: { label: string; author: string; text: string }[]
  }
  const [first] = passages
  return first
    ? `${first.author} wrote: ${first.text} [${first.label}]`
    : 'I do not know: I found nothing about that.'
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '0' } } })
  const { url } = await startLlmStub({ port: Number(values.port) })
  process.stdout.write(`${url}\n`)
}
