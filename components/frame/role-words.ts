import { type Permission, type Role, rolesWith } from "@/server/domain/roles";

export const roleWords: Record<Role, string> = {
  TRADER: "Trader",
  APPROVER: "Approver",
  VIEWER: "Viewer",
  ADMIN: "Admin",
  API: "API login",
  SYSTEM: "Prorata",
};

/** "Your role Viewer may not close batches. Trader or Admin may." — for a button that stays visible. */
export function forbiddenReason(role: Role, permission: Permission, doing: string): string {
  const people = rolesWith(permission).filter((one) => one !== "API" && one !== "SYSTEM");
  return `Your role ${roleWords[role]} may not ${doing}. ${people.map((one) => roleWords[one]).join(" or ")} may.`;
}
