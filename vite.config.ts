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

export default defineConfig(({ command }) => ({
  appType: 'custom',
  publicDir: 'client/public',
  plugins: [vue(), tailwindcss(), toGateway],
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
