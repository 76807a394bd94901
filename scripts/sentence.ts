/** A failure that its message explains completely to the person at the terminal; it is shown without a stack. */
export class Sentence extends Error {
  override name = "Sentence";
}

/** Runs a command-line entry: a Sentence is printed as it is, anything else with its stack, and either exits with 1. */
export async function runCommand(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof Sentence ? error.message : error);
    process.exitCode = 1;
  }
}
