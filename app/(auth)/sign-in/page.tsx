import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import type { DemoSignIn } from "@/components/frame/demo-sign-ins";
import { SignInForm } from "@/components/frame/sign-in-form";
import { path, returnPath } from "@/components/path";
import { createApiContext } from "@/server/api/context";

export const metadata: Metadata = { title: "Sign in" };

/** The people that the sandbox is filled with (product.md, "The sandbox that `npm start` gives"). */
const sandboxPeople: readonly DemoSignIn[] = [
  { email: "trader@demo.test", role: "Trader", firm: "Demo Advisors", may: "Opens, uploads and closes." },
  { email: "approver@demo.test", role: "Approver", firm: "Demo Advisors", may: "Approves a close." },
  { email: "viewer@demo.test", role: "Viewer", firm: "Demo Advisors", may: "Reads everything." },
  { email: "admin@demo.test", role: "Admin", firm: "Demo Advisors", may: "Manages the firm." },
  { email: "trader@other.test", role: "Trader", firm: "Other Advisors", may: "Sees nothing of the above." },
];
const sandboxPassword = "prorata-demo";

type Props = { searchParams: Promise<{ returnTo?: string | string[] }> };

/** E-mail and password; whoever is signed in already goes on. */
export default async function SignInPage({ searchParams }: Props) {
  const { returnTo } = await searchParams;
  const wanted = typeof returnTo === "string" ? returnTo : undefined;
  const { operator, mode } = await createApiContext();
  if (operator !== null) redirect(returnPath(wanted));
  return (
    <>
      <h1 className="text-heading font-semibold">Sign in to the desk</h1>
      <SignInForm
        returnTo={wanted}
        demo={mode === "sandbox" ? { people: sandboxPeople, password: sandboxPassword } : null}
      />
      <p className="mt-6 text-label text-soft">
        Connecting a system?{" "}
        <Link href={path.docs()} className="underline decoration-edge underline-offset-3 hover:text-ink">
          Read the firm API
        </Link>
      </p>
    </>
  );
}
