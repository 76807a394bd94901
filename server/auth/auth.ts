import type { NextAuthOptions } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { z } from "zod";
import { getProcess } from "@/server/instance";
import { type SignedIn, signIn } from "./operators";

const credentials = z.object({ email: z.string().min(3).max(254), password: z.string().min(1).max(1024) });

/** Sessions are signed cookies that name operator, firm and session version; findOperator checks them against the database each time. */
export const authOptions: NextAuthOptions = {
  session: { strategy: "jwt", maxAge: 12 * 3600 },
  pages: { signIn: "/sign-in", error: "/sign-in" },
  providers: [
    Credentials({
      name: "Prorata",
      credentials: {
        email: { label: "E-mail", type: "email" },
        password: { label: "Password", type: "password" },
      },
      authorize: async (input) => {
        const read = credentials.safeParse(input);
        if (!read.success) return null;
        const { ctx } = await getProcess();
        const signedIn = await signIn(ctx.pool, read.data.email, read.data.password);
        return signedIn === null ? null : { id: signedIn.operatorId, ...signedIn };
      },
    }),
  ],
  callbacks: {
    jwt: ({ token, user }) => (user === undefined ? token : { ...token, signedIn: signedInOf(user) }),
    session: ({ session, token }) => ({ ...session, signedIn: token.signedIn }),
  },
};

const signedInSchema = z.object({ operatorId: z.string(), firmId: z.string(), sessionVersion: z.number() });

/** Reads the signed part of a user or session object; null when it is not ours. */
export function signedInOf(value: unknown): SignedIn | null {
  const read = signedInSchema.safeParse(value);
  return read.success ? read.data : null;
}
