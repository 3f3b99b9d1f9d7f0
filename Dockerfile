# One image for the content service, the engagement service and the commands (migrate, articles import …).
#
# The base image is pinned to Node's LTS line and to Debian 12, but not to a digest: this file is also built
# without access to an image registry, on a stand-in for that tag. The packages are pinned exactly:
# `npm ci` checks each one against its hash in package-lock.json.
FROM docker.io/library/node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --no-update-notifier
COPY .swcrc ./
COPY tools tools
COPY libs libs
COPY apps apps
COPY docs docs
RUN node tools/build.mjs
# The programs are bundles. Only the library that reads and writes images stays in node_modules, and the fonts of preview images in the two
# weights that are used, with what unpacks those of Chinese, Japanese and Korean.
RUN mkdir -p run/node_modules \
  && cp -r node_modules/sharp node_modules/@img node_modules/detect-libc node_modules/semver run/node_modules \
  && cp -r node_modules/@expo-google-fonts node_modules/@fontsource-variable node_modules/woff2-encoder run/node_modules \
  && find run/node_modules/@expo-google-fonts -mindepth 2 -type d ! -name 400Regular ! -name 700Bold -exec rm -r {} + \
  && rm run/node_modules/woff2-encoder/dist/index.js

FROM docker.io/library/node:24-bookworm-slim
# With fewer pools of memory for Node's threads the C library keeps some 8 MB less.
ENV NODE_ENV=production HOST=0.0.0.0 MALLOC_ARENA_MAX=2 \
    MALLOC_MMAP_THRESHOLD_=524288 MALLOC_TRIM_THRESHOLD_=524288
WORKDIR /app
# Owned by root, so that the process cannot change its own program.
COPY package.json ./
COPY --from=build /app/run/node_modules node_modules
COPY --from=build /app/dist/programs dist/programs
COPY --from=build /app/dist/widget dist/widget
COPY --from=build /app/dist/console dist/console
COPY --from=build /app/dist/guide dist/guide
COPY --from=build /app/dist/apps dist/apps
COPY apps/content/sample apps/content/sample
# `docker compose run --rm content afterword articles import …`; exec, so that node receives the signals.
RUN printf '#!/bin/sh\nexec node /app/dist/apps/cli/src/main.js "$@"\n' > /usr/local/bin/afterword && chmod 755 /usr/local/bin/afterword
USER node
EXPOSE 3000 3001
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=6s --start-period=30s CMD ["node", "dist/apps/cli/src/health-check.js"]
CMD ["node", "dist/apps/content/src/main.js"]
