# One image that plays every role: ROLE = server, notify, bot, analytics or gateway.

# 1. Everything that building needs. These layers change only with the lock file.
FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --include=dev --ignore-scripts --no-audit

# 2. The web app.
FROM dependencies AS build
COPY . .
RUN npm run build

# 3. The packages that run. In containers ClickHouse is a server of its own, so the embedded engine (500 MB) stays out,
# and Node is the image's.
FROM node:24-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts --no-audit \
  && rm -rf node_modules/chdb node_modules/@chdb node_modules/node-linux-* node_modules/.bin

# 4. What is shipped.
FROM debian:bookworm-slim
RUN useradd --system --uid 10001 --home-dir /app fechatter \
  && install -d -o fechatter -g fechatter /data
COPY --from=dependencies /usr/local/bin/node /usr/local/bin/node
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY package.json ./
COPY shared shared
COPY fixtures fixtures
COPY drizzle drizzle
COPY gateway gateway
COPY server server
COPY scripts/healthcheck.ts scripts/healthcheck.ts
COPY --from=build /app/dist dist

ARG ROLE=server
ENV ROLE=${ROLE} \
  NODE_ENV=production \
  DATA_DIR=/data \
  GATEWAY_HOST=0.0.0.0 \
  SERVER_HOST=0.0.0.0 \
  NOTIFY_HOST=0.0.0.0 \
  BOT_HOST=0.0.0.0 \
  ANALYTICS_HOST=0.0.0.0
USER fechatter
VOLUME /data
EXPOSE 8080 6688 6687 6686 6690
HEALTHCHECK --interval=5s --timeout=4s --start-period=60s --retries=3 CMD ["node", "scripts/healthcheck.ts"]
# exec: the program itself is process 1 and gets SIGTERM.
CMD ["sh", "-c", "case $ROLE in gateway) exec node gateway/main.ts ;; *) exec node server/main.ts ;; esac"]
