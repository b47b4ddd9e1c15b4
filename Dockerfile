# The platform itself: server, engine, command line, pages. `docker compose up` runs it; see docker-compose.yml.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY grader/package.json grader/
COPY labs/package.json labs/
COPY site/package.json site/
# No install script is needed, and one of them would want a compiler.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN ASTRO_TELEMETRY_DISABLED=1 npm run build -w site && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24-slim
# Closes the machine to what learners run.
RUN apt-get -qq update \
 && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends iptables \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=build /app/ ./
RUN mkdir /data && ln -s /app/grader/bin/orkestr.mjs /usr/local/bin/orkestr
ENV NODE_ENV=production
# Root: it talks to the host's Docker and sets the firewall rule of the attempts' networks. Learners' code never runs in here.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:4321/health').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["orkestr"]
CMD ["serve", "--port", "4321", "--data", "/data"]
