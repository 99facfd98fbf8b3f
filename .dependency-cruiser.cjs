const tests = '\\.(test|contract)\\.ts$'
const helpers = '^(server/testing/|(gateway|client|sdk)/testing(\\.ts$|/))'
const slices =
  'identity|workspace|chat|search|presence|notify|bot|analytics|files|outbox|system|exports'

// Who may import whom: the table of docs/architecture.md, line by line.
/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Nothing calls backwards: move what both need to a third file.',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'shared-is-zod-only',
      severity: 'error',
      comment: 'What is said on the wire must load anywhere.',
      from: { path: '^shared/', pathNot: tests },
      to: { pathNot: '^shared/|^node_modules/(zod|uuid)/' },
    },
    {
      name: 'client-stays-in-the-browser',
      severity: 'error',
      comment: 'The client knows shared/ and the type of the router, nothing else of ours.',
      from: { path: '^client/', pathNot: tests },
      to: {
        path: '^(server|gateway|sdk|scripts|bench|e2e|fixtures)/',
        pathNot: '^server/router\\.ts$',
      },
    },
    {
      name: 'sdk-stands-alone',
      severity: 'error',
      from: { path: '^sdk/', pathNot: tests },
      to: {
        path: '^(server|gateway|client|scripts|bench|e2e|fixtures)/',
        pathNot: '^server/router\\.ts$',
      },
    },
    {
      name: 'only-the-type-of-the-router',
      severity: 'error',
      from: { path: '^(client|sdk)/', pathNot: tests },
      to: { path: '^server/router\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'gateway-stands-alone',
      severity: 'error',
      comment: 'The gateway could live in another repository.',
      from: { path: '^gateway/', pathNot: [tests, helpers] },
      to: {
        pathNot:
          '^(gateway|shared)/|^node_modules/(hono|@hono/node-server|rate-limiter-flexible|ioredis|prom-client|lru-cache|pino|yaml|zod)/',
        dependencyTypesNot: ['core'],
      },
    },
    {
      name: 'nothing-imports-the-gateway',
      severity: 'error',
      from: { path: '^(server|client|shared|sdk)/', pathNot: tests },
      to: { path: '^gateway/' },
    },
    {
      name: 'slices-meet-through-events',
      severity: 'error',
      comment: 'A slice may use ports, trpc, db, the outbox, identity and the two access modules.',
      from: {
        path: `^server/(${slices})/`,
        pathNot: [
          tests,
          // Signing up makes a workspace or accepts an invite, in one transaction: its router puts the slices together.
          '^server/identity/router\\.ts$',
          // The bot uses the procedures as everybody does, in process.
          '^server/bot/caller\\.ts$',
        ],
      },
      to: {
        path: '^server/',
        pathNot: [
          '^server/$1/',
          '^server/(ports|trpc|deps|config|health)\\.ts$',
          '^server/db/',
          '^server/outbox/(record|on|once|to-event|blank)\\.ts$',
          '^server/(chat|workspace)/access\\.ts$',
          // A privileged act is noted in the transaction of the act, wherever it is done.
          '^server/workspace/audit\\.ts$',
          '^server/identity/',
          // Who is there concerns the streams, and whom a message calls.
          '^server/presence/(board|follow)\\.ts$',
          // A message shows its files.
          '^server/files/view\\.ts$',
          // Whoever makes, opens or leaves a workspace also makes or ends its memberships, in one transaction.
          '^server/chat/(membership|leave-chats)\\.ts$',
          // An export holds their bytes.
          '^server/files/blob\\.ts$',
        ],
      },
    },
    {
      name: 'adapters-know-ports-only',
      severity: 'error',
      from: { path: '^server/adapters/([^/]+)/', pathNot: tests },
      to: {
        path: '^(server|gateway|client|sdk)/',
        pathNot:
          '^server/adapters/$1/|^server/ports\\.ts$|^server/db/|^server/outbox/to-event\\.ts$',
      },
    },
    {
      name: 'wiring-alone-imports-adapters',
      severity: 'error',
      from: {
        path: '^(server|gateway|client|shared|sdk)/',
        pathNot: [tests, '^server/adapters/', '^server/wiring\\.ts$', helpers],
      },
      to: { path: '^server/adapters/' },
    },
    {
      name: 'vendors-live-in-adapters',
      severity: 'error',
      comment: 'A system behind a port is named nowhere else, so that it can be replaced.',
      from: {
        path: '^(server|client|shared|sdk)/',
        pathNot: [tests, '^server/adapters/', helpers],
      },
      to: {
        path: '^node_modules/(postgres|ioredis|rate-limiter-flexible|@nats-io/[^/]+|meilisearch|@clickhouse/client|chdb|@electric-sql/[^/]+|ai|@ai-sdk/[^/]+)/',
        // db/database.ts needs the type of the driver that both database adapters share.
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'passwords-and-sessions-live-in-identity',
      severity: 'error',
      from: { path: '^(server|gateway|client|shared|sdk)/', pathNot: '^server/identity/' },
      to: { path: '^node_modules/(lucia|@node-rs/argon2)/' },
    },
    {
      name: 'production-never-imports-tests',
      severity: 'error',
      from: {
        path: '^(server|gateway|client|shared|sdk)/',
        pathNot: [tests, helpers],
      },
      to: { path: `${helpers}|^fixtures/.*\\.ts$|^(bench|e2e|scripts)/|${tests}` },
    },
    {
      name: 'no-development-packages-in-production',
      severity: 'error',
      from: {
        path: '^(server|gateway|client|shared|sdk)/',
        pathNot: [tests, helpers, '^client/.*\\.d\\.ts$'],
      },
      to: {
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['type-only'],
        // The main server serves the client's sources through Vite while it is developed.
        pathNot: '^node_modules/vite/',
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|data|drizzle)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.vue', '.js', '.mjs', '.cjs', '.d.ts'],
    },
    reporterOptions: { text: { highlightFocused: true } },
  },
}
