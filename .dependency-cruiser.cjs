// Layer rules. Each line restates one row of the dependency rule in docs/architecture.md.
const tests = "\\.test\\.tsx?$";
const anywhere = "^(app|components|server|e2e|bench)/";
// What a use case is handed: types only, built by server/process.ts.
const context = "^server/context\\.ts$";

const layer = (name, allowed, more = []) => ({
  name: `${name}-imports-only-what-it-may`,
  severity: "error",
  from: { path: `^server/${name}/`, pathNot: tests },
  to: { path: anywhere, pathNot: [...allowed.map((one) => `^server/${one}(/|\\.tsx?$)`), ...more] },
});

module.exports = {
  forbidden: [
    // A type-only cycle is erased by the compiler; one of values is not.
    {
      name: "no-cycles",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    layer("domain", ["domain"]),
    layer("integrations", ["integrations", "domain", "env"]),
    layer("db", ["db", "domain", "env"], [context]),
    layer("queries", ["queries", "db", "domain"], [context]),
    layer("services", ["services", "db", "domain", "integrations/ports"], [context]),
    layer(
      "api",
      ["api", "services", "queries", "domain", "auth", "observability", "instance", "process"],
      [context],
    ),
    layer("auth", ["auth", "db", "domain", "instance"], [context]),
    layer(
      "workers",
      ["workers", "services", "integrations", "db/transaction", "observability", "process"],
      [context],
    ),
    layer("venue", ["venue"]),
    layer("sink", ["sink"]),
    {
      name: "components-see-only-the-domain",
      comment: "Type-only imports such as AppRouter are erased at build, so they are allowed.",
      severity: "error",
      from: { path: "^components/", pathNot: tests },
      to: { path: "^(server|app)/", pathNot: "^server/domain/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "pages-go-through-the-api",
      severity: "error",
      from: { path: "^app/", pathNot: "^app/(api|apex-crypto)/" },
      to: {
        path: "^server/(services|db|integrations|workers|queries|venue|sink)/",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "only-tests-use-the-test-harness",
      severity: "error",
      from: { pathNot: [tests, "^e2e/", "^bench/", "^server/testing/"] },
      to: { path: "^server/testing/" },
    },
  ],
  options: {
    doNotFollow: { path: ["node_modules", "server/db/generated"] },
    exclude: { path: ["server/db/generated", "server/testing/typed-client/generated"] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
  },
};
