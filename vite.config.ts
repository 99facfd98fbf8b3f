import tailwindcss from '@tailwindcss/vite'
import vue from '@vitejs/plugin-vue'
import type { Plugin } from 'vite'
import { defineConfig } from 'vite'

/**
 * Passes everything that is not a module of the client to the gateway: pages are rendered by the main server, also in development.
 * Not inside the main server itself, which runs Vite as a part of it: that would be a circle.
 */
const toGateway: Plugin = {
  name: 'to-gateway',
  config: ({ server }) =>
    server?.middlewareMode
      ? {}
      : {
          server: {
            proxy: {
              '^/(?!@|client/|shared/|node_modules/|\\.vite/)': {
                target: `http://127.0.0.1:${process.env.GATEWAY_PORT ?? 8080}`,
                xfwd: true,
              },
            },
          },
        },
}

/**
 * Tells the bundler that the constants of shared/ are made without effects, which it cannot see of calls to zod: a schema that the
 * browser does not read is left out then, and with all of them zod itself.
 */
const pureShared: Plugin = {
  name: 'pure-shared',
  apply: 'build',
  enforce: 'post',
  applyToEnvironment: ({ name }) => name === 'client',
  transform(code, id) {
    if (!/\/shared\/[\w-]+\.ts$/.test(id)) return null
    const made = this.parse(code)
      .body.flatMap((node) =>
        node.type === 'ExportNamedDeclaration' ? (node.declaration ?? []) : node,
      )
      .flatMap((node) => (node.type === 'VariableDeclaration' ? node.declarations : []))
      .flatMap(({ init }) => (init?.type === 'CallExpression' ? init : []))
    return made.reduceRight(
      (text, { start, end }) =>
        `${text.slice(0, start)}/* @__PURE__ */ (() => ${text.slice(start, end)})()${text.slice(end)}`,
      code,
    )
  },
}

export default defineConfig(({ command }) => ({
  appType: 'custom',
  publicDir: 'client/public',
  plugins: [vue(), tailwindcss(), toGateway, pureShared],
  define: {
    __VUE_OPTIONS_API__: 'false',
    __VUE_PROD_DEVTOOLS__: 'false',
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
  },
  server: {
    host: '127.0.0.1',
    port: 5173,
    strictPort: true,
  },
  environments: {
    client: {
      build: {
        outDir: 'dist/client',
        manifest: true,
        modulePreload: { polyfill: false },
        rollupOptions: { input: 'client/entry-client.ts' },
      },
    },
    ssr: {
      // Built, one bundle with everything in it: the server renders with the production build of Vue whatever NODE_ENV says.
      resolve: { noExternal: command === 'build' ? true : [] },
      build: {
        outDir: 'dist/server',
        ssr: true,
        copyPublicDir: false,
        rollupOptions: { input: 'client/entry-server.ts' },
      },
    },
  },
  builder: {
    buildApp: async (builder) => {
      for (const environment of Object.values(builder.environments))
        await builder.build(environment)
    },
  },
}))
