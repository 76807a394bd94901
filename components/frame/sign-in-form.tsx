"use client";

import { useRouter } from "next/navigation";
import { signIn } from "next-auth/react";
import { type FormEvent, useState } from "react";
import { returnPath } from "@/components/path";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { type DemoSignIn, DemoSignIns } from "./demo-sign-ins";

type Props = {
  returnTo: string | undefined;
  /** Given only by a sandbox. */
  demo: { people: readonly DemoSignIn[]; password: string } | null;
};

/** E-mail and password. One place tells what went wrong, and it never tells whether an e-mail is known. */
export function SignInForm({ returnTo, demo }: Props) {
  const router = useRouter();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setProblem(null);
    const answer = await signIn("credentials", { email, password, redirect: false }).catch(() => undefined);
    if (answer?.ok) {
      router.replace(returnPath(returnTo));
      router.refresh();
      return;
    }
    setProblem(signInProblem(answer?.error));
    setBusy(false);
  };

  return (
    <>
      <form onSubmit={submit} className="flex flex-col gap-5">
        {problem !== null && <Notice tone="negative" urgent title={problem} />}
        <Field label="E-mail">
          <Input
            name="email"
            type="email"
            autoComplete="username"
            required
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        </Field>
        <Field label="Password">
          <Input
            name="password"
            type="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </Field>
        <Button type="submit" tone="primary" size="main" busy={busy} className="w-full">
          {busy ? "Signing in…" : "Sign in"}
        </Button>
      </form>
      {demo !== null && (
        <DemoSignIns
          people={demo.people}
          password={demo.password}
          onChoose={(person) => {
            setEmail(person.email);
            setPassword(demo.password);
            setProblem(null);
          }}
        />
      )}
    </>
  );
}

/** The sentence for a refused sign-in; `undefined` means that no answer came. */
export function signInProblem(error: string | null | undefined): string {
  if (error === undefined) return "The desk did not answer. Check the connection and try again.";
  if (error === "CredentialsSignin") return "This e-mail and password do not belong together.";
  return error ?? "Signing in did not work. Try again.";
}
