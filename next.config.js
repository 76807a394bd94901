import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL(".", import.meta.url)).replace(/\/$/, "");

/** @type {import("next").NextConfig} */
const config = {
  output: "standalone",
  reactStrictMode: true,
  poweredByHeader: false,
  typedRoutes: true,
  // Packages with native parts, with worker threads, or with files that they look up beside themselves at run time.
  serverExternalPackages: ["@node-rs/argon2", "pg", "pg-boss", "pino", "pdfkit", "nodemailer"],
  // Without it Next guesses the root from lock files in the folders above this one.
  outputFileTracingRoot: root,
  turbopack: { root },
  // `npm test` checks the types of all files at once; the build need not repeat it.
  typescript: { ignoreBuildErrors: true },
};

export default config;
