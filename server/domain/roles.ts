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
} as const satisfies Record<string, readonly Role[]>;
export type Permission = keyof typeof permissions;

/** Roles that hold the permission. */
export const rolesWith = (permission: Permission): readonly Role[] => permissions[permission];

/** True when the role holds the permission. */
export const may = (role: Role, permission: Permission): boolean => rolesWith(permission).includes(role);
