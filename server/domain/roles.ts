/** Who may do what. Operators have one role; API is a firm's own system, SYSTEM is the desk itself. */
export const roles = ["TRADER", "APPROVER", "VIEWER", "ADMIN", "API", "SYSTEM"] as const;
export type Role = (typeof roles)[number];

const permissions = {
  read: ["TRADER", "APPROVER", "VIEWER", "ADMIN", "API", "SYSTEM"],
  openBatch: ["TRADER", "ADMIN", "API"],
  addAllocation: ["TRADER", "ADMIN", "API"],
  closeBatch: ["TRADER", "ADMIN", "API"],
  cancelBatch: ["TRADER", "ADMIN", "API", "SYSTEM"],
  controlSandbox: ["TRADER", "ADMIN", "API"],
  manageEndpoints: ["ADMIN", "API"],
  manageApiKeys: ["ADMIN"],
} as const satisfies Record<string, readonly Role[]>;
export type Permission = keyof typeof permissions;

/** What a key of a firm's own system may be narrowed to; a login by password holds all of it. */
export const apiScopes = ["read", "batches", "endpoints", "sandbox"] as const;
export type ApiScope = (typeof apiScopes)[number];

const scopePermissions: Record<ApiScope, readonly Permission[]> = {
  read: ["read"],
  batches: ["openBatch", "addAllocation", "closeBatch", "cancelBatch"],
  endpoints: ["manageEndpoints"],
  sandbox: ["controlSandbox"],
};

/** Roles that hold the permission. */
export const rolesWith = (permission: Permission): readonly Role[] => permissions[permission];

/** True when the role holds the permission. */
export const may = (role: Role, permission: Permission): boolean => rolesWith(permission).includes(role);

/** The scope that a key needs for the permission; null when no key may have it. */
export const scopeFor = (permission: Permission): ApiScope | null =>
  apiScopes.find((scope) => scopePermissions[scope].includes(permission)) ?? null;

/** True when the scopes of a key cover the permission. */
export const scopesCover = (scopes: readonly ApiScope[], permission: Permission): boolean =>
  scopes.some((scope) => scopePermissions[scope].includes(permission));
